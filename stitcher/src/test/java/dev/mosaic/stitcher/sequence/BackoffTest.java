package dev.mosaic.stitcher.sequence;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class BackoffTest {
    private static final Duration FIRST = Duration.ofSeconds(10);

    @Test
    void eachPauseIsTwiceTheOneBefore() {
        var backoff = new Backoff(() -> 0.5);

        assertThat(Stream.of(0, 1, 2, 3).map(earlier -> backoff.after(FIRST, earlier)))
                .containsExactly(
                        Duration.ofSeconds(10),
                        Duration.ofSeconds(20),
                        Duration.ofSeconds(40),
                        Duration.ofSeconds(80));
    }

    @Test
    void jobsThatFailTogetherAreNotTriedTogether() {
        var random = new Random(42);
        var backoff = new Backoff(random::nextDouble);

        var pauses = Stream.generate(() -> backoff.after(FIRST, 0)).limit(1_000).toList();

        assertThat(pauses)
                .allSatisfy(pause ->
                        assertThat(pause).isBetween(Duration.ofSeconds(8), Duration.ofSeconds(12)));
        assertThat(pauses).anyMatch(pause -> pause.compareTo(Duration.ofSeconds(9)) < 0);
        assertThat(pauses).anyMatch(pause -> pause.compareTo(Duration.ofSeconds(11)) > 0);
        assertThat(pauses.stream().distinct().count()).isGreaterThan(500);
    }

    @Test
    void noPauseIsMuchLongerThanADay() {
        assertThat(new Backoff(() -> 1).after(Duration.ofHours(20), Integer.MAX_VALUE))
                .isEqualTo(Duration.ofHours(24).multipliedBy(6).dividedBy(5));
    }
}
