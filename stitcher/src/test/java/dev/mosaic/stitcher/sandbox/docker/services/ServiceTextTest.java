package dev.mosaic.stitcher.sandbox.docker.services;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mosaic.stitcher.sandbox.Sidecar;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class ServiceTextTest {
    private static final Sidecar DB =
            new Sidecar("db", "postgres", Map.of(), List.of(), 5432, Duration.ofSeconds(90));

    @Test
    void eachSaysWhatHappenedAndWhatToDo() {
        assertThat(ServiceText.endedAtOnce(DB, 3, "no such database\n"))
                .isEqualTo(
                        "The service `db` of .mosaic.yml ended before it was ready, with exit code 3. Mend `services.db` in .mosaic.yml of the base branch: its environment or command, or another image. The end of its log: no such database");
        assertThat(ServiceText.notReady(DB, ""))
                .isEqualTo(
                        "The service `db` of .mosaic.yml did not listen on port 5432 within 90 seconds. Mend `services.db` in .mosaic.yml of the base branch: `port`, or more time by `within`. Its log is empty.");
        assertThat(ServiceText.outOfMemory(DB, ""))
                .contains("mosaic.sandbox.docker.services.postgres.memory");
        assertThat(ServiceText.ended(DB, 137, "")).contains("137", "does not count");
        assertThat(ServiceText.deaf(DB, "")).contains("5432", "does not count");
        assertThat(ServiceText.reserved(DB)).contains("5432", "another port in .mosaic.yml");
    }

    @Test
    void aLogIsOneLineOfPlainTextAndBounded() {
        var log =
                IntStream.range(0, 500)
                        .mapToObj("\u001b[31mline %d\u202e\r"::formatted)
                        .collect(Collectors.joining("\n"));

        assertThat(ServiceText.ended(DB, 1, log))
                .hasSizeLessThan(900)
                .matches("\\P{Cntrl}+")
                .doesNotContain("\u202e", "[31m", "line 479 ")
                .contains("line 480 | line 481")
                .endsWith("line 499");
        assertThat(ServiceText.ended(DB, 1, "x".repeat(100_000))).hasSizeLessThan(900);
    }
}
