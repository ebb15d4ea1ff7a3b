package dev.mosaic.stitcher.policy;

import java.time.Duration;

/**
 * The hard limits of one job, over all its rounds.
 *
 * @param wall time of all agent runs together
 * @param turns turns of the model, all rounds together
 * @param rounds passes of weave and inspect
 * @param gate time of one gate
 */
public record Limits(Duration wall, int turns, int rounds, Duration gate) {
    /** 60 minutes, 60 turns, 3 rounds, 10 minutes a gate. */
    public static final Limits DEFAULT =
            new Limits(Duration.ofMinutes(60), 60, 3, Duration.ofMinutes(10));
}
