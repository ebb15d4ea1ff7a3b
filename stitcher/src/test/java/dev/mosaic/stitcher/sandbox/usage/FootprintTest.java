package dev.mosaic.stitcher.sandbox.usage;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

class FootprintTest {
    @TempDir Path folder;

    @Test
    void everythingIsCountedAndNoLinkIsFollowed(@TempDir Path elsewhere) throws IOException {
        Files.write(elsewhere.resolve("large"), new byte[100_000]);
        Files.createSymbolicLink(folder.resolve("folder-link"), elsewhere);
        Files.createSymbolicLink(folder.resolve("file-link"), elsewhere.resolve("large"));
        Files.createSymbolicLink(folder.resolve("circle"), folder);
        Files.createDirectories(folder.resolve("a/b"));
        Files.write(folder.resolve("a/b/file"), new byte[1_000]);
        try (var hole = new RandomAccessFile(folder.resolve("hole").toFile(), "rw")) {
            hole.setLength(5_000);
        }

        assertThat(Footprint.of(List.of(folder), Long.MAX_VALUE, Long.MAX_VALUE))
                .isEqualTo(new Footprint(6_000, 7));
    }

    @Test
    void lookingStopsAtTheLimit() throws IOException {
        for (var i = 0; i < 100; i++) {
            Files.write(folder.resolve("file" + i), new byte[10]);
        }

        assertThat(Footprint.of(List.of(folder), Long.MAX_VALUE, 20).files()).isEqualTo(21);
        assertThat(Footprint.of(List.of(folder), 50, Long.MAX_VALUE).bytes()).isEqualTo(60);
    }

    @Test
    @Timeout(value = 30, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
    void aPipeThatTookThePlaceOfAFolderHoldsNobodyUp() throws Exception {
        var pipe = folder.resolve("pipe");
        assertThat(new ProcessBuilder("mkfifo", pipe.toString()).start().waitFor()).isZero();

        assertThat(Footprint.of(List.of(pipe), 1, 1)).isEqualTo(new Footprint(0, 0));
    }

    @Test
    void aFolderThatIsGoneHoldsNothing() {
        assertThat(Footprint.of(List.of(folder.resolve("gone")), 1, 1))
                .isEqualTo(new Footprint(0, 0));
    }
}
