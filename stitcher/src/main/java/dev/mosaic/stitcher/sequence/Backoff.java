package dev.mosaic.stitcher.sequence;

import java.time.Duration;
import java.util.function.DoubleSupplier;

/**
 * How long a job waits before it is tried again: twice as long each time, at most a day, and never
 * at the same moment as all the others that the same failure put off.
 */
final class Backoff {
    private static final double JITTER = 0.2;
    private static final int MOST_DOUBLINGS = 20;
    private static final Duration LONGEST = Duration.ofDays(1);

    private final DoubleSupplier random;

    /**
     * @param random from 0 to 1
     */
    Backoff(DoubleSupplier random) {
        this.random = random;
    }

    /**
     * @param first the pause after the first failure
     * @param earlier how many failures there were before this one
     */
    Duration after(Duration first, int earlier) {
        var doubled = first.multipliedBy(1L << Math.clamp(earlier, 0, MOST_DOUBLINGS));
        var pause = doubled.compareTo(LONGEST) < 0 ? doubled : LONGEST;
        var factor = 1 + JITTER * (2 * random.getAsDouble() - 1);
        return Duration.ofMillis(Math.round(pause.toMillis() * factor));
    }
}
