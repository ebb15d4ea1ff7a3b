package dev.mosaic.stitcher.queue;

import java.time.Duration;
import java.time.Instant;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * How long a node has been in touch with the database without a break. Only a node that has been so
 * for longer than a lease knows that a lease which is over was not extended because its owner is
 * gone, and not because nobody could reach the database, or because the database's clock jumped.
 */
final class Steadiness {
    private final LongSupplier nanos;
    private final long longestGap;
    private @Nullable Beat first;
    private @Nullable Beat last;

    /**
     * @param longestGap between two heartbeats; and by how much the database's clock may run ahead
     *     of this machine's between them
     * @param nanos a clock that nobody sets, {@link System#nanoTime()}
     */
    Steadiness(Duration longestGap, LongSupplier nanos) {
        this.longestGap = longestGap.toNanos();
        this.nanos = nanos;
    }

    private record Beat(long nanos, Instant database) {}

    /** A heartbeat was written, at that time of the database's clock. */
    synchronized void succeeded(Instant database) {
        var beat = new Beat(nanos.getAsLong(), database);
        if (last == null || broken(last, beat)) {
            first = beat;
        }
        last = beat;
    }

    /** A heartbeat was not written, or nobody knows whether it was. */
    synchronized void failed() {
        first = null;
        last = null;
    }

    /** Whether it has lasted for so long, and lasts. */
    synchronized boolean lasted(Duration time) {
        var now = nanos.getAsLong();
        return first != null
                && last != null
                && now - last.nanos() <= longestGap
                && now - first.nanos() >= time.toNanos();
    }

    private boolean broken(Beat before, Beat after) {
        var here = after.nanos() - before.nanos();
        var there = Duration.between(before.database(), after.database()).toNanos();
        return here > longestGap || there - here > longestGap;
    }
}
