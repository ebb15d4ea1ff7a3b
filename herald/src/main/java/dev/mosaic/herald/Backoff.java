package dev.mosaic.herald;

import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;

/** Pauses that double with each failure, with jitter so that not all try again at once. */
record Backoff(Duration first, Duration most) {
    private static final int DOUBLINGS = 20;

    /**
     * @param failures how often it failed before this time
     * @return between half and the whole of {@code first * 2^failures}, at most {@code most}
     */
    Duration after(int failures) {
        var whole = first.multipliedBy(1L << Math.clamp(failures, 0, DOUBLINGS));
        var millis = Math.max(2, whole.compareTo(most) < 0 ? whole.toMillis() : most.toMillis());
        return Duration.ofMillis(ThreadLocalRandom.current().nextLong(millis / 2, millis + 1));
    }

    /** The same, but no less than an outlet asked for. */
    Duration after(int failures, Duration atLeast) {
        var pause = after(failures);
        return pause.compareTo(atLeast) < 0 ? atLeast : pause;
    }
}
