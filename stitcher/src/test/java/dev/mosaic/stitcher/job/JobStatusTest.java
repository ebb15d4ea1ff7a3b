package dev.mosaic.stitcher.job;

import static java.util.stream.Collectors.toCollection;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class JobStatusTest {
    private static final Path DRAWING = Path.of("../docs/job-states.md");

    @Test
    void drawnArrowsAreTheAllowedOnes() throws IOException {
        var allowed =
                Arrays.stream(JobStatus.values())
                        .flatMap(JobStatusTest::arrowsFrom)
                        .collect(toCollection(TreeSet::new));
        var drawn =
                Pattern.compile("[A-Z]+ --> [A-Z]+")
                        .matcher(Files.readString(DRAWING))
                        .results()
                        .map(match -> match.group())
                        .collect(toCollection(TreeSet::new));

        assertThat(drawn).isEqualTo(allowed);
    }

    @ParameterizedTest
    @EnumSource
    void everyStateHasItsLine(JobStatus status) throws IOException {
        assertThat(Files.readString(DRAWING)).contains("| `" + status + "` |");
    }

    @ParameterizedTest
    @EnumSource
    void finalStateLeavesForTheQueueAlone(JobStatus status) {
        assertThat(status.isFinal())
                .isEqualTo(
                        arrowsFrom(status)
                                .toList()
                                .equals(java.util.List.of(status + " --> QUEUED")));
    }

    private static Stream<String> arrowsFrom(JobStatus from) {
        return Arrays.stream(JobStatus.values())
                .filter(from::mayBecome)
                .map(to -> from + " --> " + to);
    }
}
