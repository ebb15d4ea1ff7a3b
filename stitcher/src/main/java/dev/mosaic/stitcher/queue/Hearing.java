package dev.mosaic.stitcher.queue;

import java.time.Duration;
import java.util.function.LongSupplier;

/**
 * Whether a subscription still hears: it should hear one's own calls. A subscription can go deaf
 * without an error, and then nobody would ever know.
 */
final class Hearing {
    private static final long EVERY = Duration.ofSeconds(10).toNanos();
    private static final long LONGEST_SILENCE = Duration.ofSeconds(30).toNanos();

    private final LongSupplier nanos;
    private long called;
    private long heard;

    /**
     * @param nanos a clock that nobody sets, {@link System#nanoTime()}
     */
    Hearing(LongSupplier nanos) {
        this.nanos = nanos;
        listened();
    }

    /** The subscription is new: what was before does not count. */
    synchronized void listened() {
        heard = nanos.getAsLong();
        called = heard - EVERY;
    }

    synchronized void heard() {
        heard = nanos.getAsLong();
    }

    /** True if it is time to call again, which the caller then does. */
    synchronized boolean calls() {
        var now = nanos.getAsLong();
        if (now - called < EVERY) {
            return false;
        }
        called = now;
        return true;
    }

    /** True if three calls in a row were not heard. */
    synchronized boolean deaf() {
        return nanos.getAsLong() - heard > LONGEST_SILENCE;
    }
}
