package dev.mosaic.herald;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class BackoffTest {
    private final Backoff backoff = new Backoff(Duration.ofSeconds(1), Duration.ofMinutes(5));

    @ParameterizedTest
    @CsvSource({"0, 1000", "1, 2000", "2, 4000", "8, 256000", "9, 300000", "1000000, 300000"})
    void pauseDoublesUpToTheMost(int failures, long whole) {
        assertThat(backoff.after(failures).toMillis()).isBetween(whole / 2, whole);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 5, Integer.MAX_VALUE, -1})
    void pauseIsNoLessThanTheOutletAskedFor(int failures) {
        assertThat(backoff.after(failures, Duration.ofHours(1))).isEqualTo(Duration.ofHours(1));
    }

    @RepeatedTest(10)
    void tinyPausesStayPauses() {
        assertThat(new Backoff(Duration.ZERO, Duration.ZERO).after(3)).isPositive();
    }
}
