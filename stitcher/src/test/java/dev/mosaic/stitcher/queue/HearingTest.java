package dev.mosaic.stitcher.queue;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class HearingTest {
    private long nanos = Long.MAX_VALUE - 5;
    private final Hearing hearing = new Hearing(() -> nanos);

    @Test
    void callsAtOnceAndThenEveryTenSeconds() {
        assertThat(hearing.calls()).isTrue();
        assertThat(hearing.calls()).isFalse();
        pass(10);
        assertThat(hearing.calls()).isTrue();
    }

    @Test
    void threeCallsThatNobodyHeardMeanThatItIsDeafUntilItListensAnew() {
        pass(30);
        assertThat(hearing.deaf()).isFalse();
        pass(1);
        assertThat(hearing.deaf()).isTrue();

        hearing.listened();
        assertThat(hearing.deaf()).isFalse();
        assertThat(hearing.calls()).isTrue();
    }

    @Test
    void whoHearsIsNotDeaf() {
        pass(20);
        hearing.heard();
        pass(20);

        assertThat(hearing.deaf()).isFalse();
    }

    private void pass(int seconds) {
        nanos += Duration.ofSeconds(seconds).toNanos();
    }
}
