package dev.mosaic.stitcher.queue;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class SteadinessTest {
    private static final Duration LONG = Duration.ofSeconds(32);

    private long nanos = -5;
    private Instant database = Instant.EPOCH;
    private final Steadiness steadiness = new Steadiness(Duration.ofSeconds(15), () -> nanos);

    @Test
    void nodeThatHasJustStartedJudgesNobody() {
        assertThat(steadiness.lasted(Duration.ZERO)).isFalse();

        beats(3);

        assertThat(steadiness.lasted(LONG)).isFalse();
    }

    @Test
    void nodeThatWasInTouchForLongEnoughJudges() {
        beats(5);

        assertThat(steadiness.lasted(LONG)).isTrue();
    }

    @Test
    void oneFailureBeginsAnew() {
        beats(9);
        steadiness.failed();
        beats(3);

        assertThat(steadiness.lasted(LONG)).isFalse();
    }

    @Test
    void gapWithoutAnErrorBeginsAnew() {
        beats(9);
        pass(Duration.ofMinutes(2));
        beats(1);

        assertThat(steadiness.lasted(LONG)).isFalse();
    }

    @Test
    void silenceAfterTheLastHeartbeatIsNoTouch() {
        beats(9);
        pass(Duration.ofSeconds(16));

        assertThat(steadiness.lasted(LONG)).isFalse();
    }

    @Test
    void clockOfTheDatabaseThatJumpsAheadBeginsAnew() {
        beats(9);
        database = database.plusSeconds(60);
        beats(3);

        assertThat(steadiness.lasted(LONG)).isFalse();
    }

    @Test
    void clockOfTheDatabaseThatGoesBackChangesNothing() {
        beats(4);
        database = database.minusSeconds(600);
        beats(4);

        assertThat(steadiness.lasted(LONG)).isTrue();
    }

    private void beats(int count) {
        for (var beat = 0; beat < count; beat++) {
            pass(Duration.ofSeconds(10));
            steadiness.succeeded(database);
        }
    }

    private void pass(Duration time) {
        nanos += time.toNanos();
        database = database.plus(time);
    }
}
