package dev.mosaic.stitcher.policy;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * The hard limits of one job, over all its rounds.
 *
 * @param wall time of all agent runs together
 * @param turns turns of the model, all rounds together
 * @param rounds passes of weave and inspect
 * @param gate time of one gate
 * @param toolCalls uses of tools by one agent, that is within one round
 */
public record Limits(Duration wall, int turns, int rounds, Duration gate, Integer toolCalls) {
    private static final int TOOL_CALLS = 1_000;

    /** 60 minutes, 60 turns, 3 rounds, 10 minutes a gate, 1,000 uses of tools. */
    public static final Limits DEFAULT =
            new Limits(Duration.ofMinutes(60), 60, 3, Duration.ofMinutes(10), TOOL_CALLS);

    /**
     * @param toolCalls null in the terms of a job that an earlier release took in
     */
    public Limits(
            Duration wall, int turns, int rounds, Duration gate, @Nullable Integer toolCalls) {
        this.wall = wall;
        this.turns = turns;
        this.rounds = rounds;
        this.gate = gate;
        this.toolCalls = toolCalls == null ? TOOL_CALLS : toolCalls;
    }
}
