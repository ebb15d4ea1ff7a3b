package dev.mosaic.stitcher.failpoint;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FailpointTest {
    @TempDir Path folder;

    private final AtomicInteger halts = new AtomicInteger();

    @Test
    void aProgramThatNobodyArmedPassesEveryPoint() {
        assertThat(System.getProperty(Armed.PROPERTY)).isNull();
        assertThat(Armed.byProperty()).isNull();

        for (var point : Failpoint.values()) {
            point.pass();
        }
    }

    @Test
    void anArmedPointHaltsOnceAndLeavesAProof() throws IOException {
        Files.createFile(folder.resolve("JOB_CLAIMED"));

        armed().pass(Failpoint.JOB_STARTED);
        assertThat(halts).hasValue(0);
        armed().pass(Failpoint.JOB_CLAIMED);
        assertThat(halts).hasValue(1);
        armed().pass(Failpoint.JOB_CLAIMED);
        assertThat(halts).hasValue(1);

        assertThat(folder.resolve("JOB_CLAIMED")).doesNotExist();
        assertThat(folder.resolve("JOB_CLAIMED.fired"))
                .hasContent(Long.toString(ProcessHandle.current().pid()));
    }

    @Test
    void oneOfManyWhoPassTogetherHalts() throws IOException {
        Files.createFile(folder.resolve("JOB_CLAIMED"));

        IntStream.range(0, 64).parallel().forEach(_ -> armed().pass(Failpoint.JOB_CLAIMED));

        assertThat(halts).hasValue(1);
    }

    @Test
    void aFolderThatIsGoneArmsNothing() {
        new Armed(folder.resolve("gone"), halts::incrementAndGet).pass(Failpoint.JOB_CLAIMED);

        assertThat(halts).hasValue(0);
    }

    private Armed armed() {
        return new Armed(folder, halts::incrementAndGet);
    }
}
