package dev.mosaic.stitcher.loop;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * How often a loop turns, and how long it waits for a turn.
 *
 * @param period the longest time between two turns, ± 20 %
 * @param atOnce true if the first turn begins with the loop; false if it comes after a period
 * @param limit how long a turn may take before it is left alone and begun anew; null if each turn
 *     is waited for, however long it takes
 * @param longestPause what the pause after a failure grows to, ± 20 %
 * @param grace how long the turn under way may go on after the loop was told to stop
 */
public record Pace(
        Duration period,
        boolean atOnce,
        @Nullable Duration limit,
        Duration longestPause,
        Duration grace) {

    /**
     * For what a node lives by: a turn that hangs for 15 s is begun anew, and one that fails is
     * tried again after at most 5 s.
     */
    public static Pace brisk(Duration period) {
        var limit = Duration.ofSeconds(15);
        return new Pace(period, true, limit, Duration.ofSeconds(5), limit);
    }

    /**
     * For what can wait: each turn takes the time it needs, the pause after a failure grows to the
     * period, and the end waits 2 s for the turn under way.
     */
    public static Pace calm(Duration period) {
        return new Pace(period, true, null, period, Duration.ofSeconds(2));
    }

    /** The same, with the first turn after a period. */
    public Pace later() {
        return new Pace(period, false, limit, longestPause, grace);
    }

    /** The same, with another wait for the turn under way. */
    public Pace stoppingWithin(Duration grace) {
        return new Pace(period, atOnce, limit, longestPause, grace);
    }
}
