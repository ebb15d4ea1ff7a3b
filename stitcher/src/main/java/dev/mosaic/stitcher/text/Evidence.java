package dev.mosaic.stitcher.text;

import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What one gate did in one round.
 *
 * @param command what it ran; empty for a gate that is no command. Untrusted text
 * @param exit null for a gate that is no command, or that could not run
 * @param took null if the gate could not run
 * @param reasons why it did not pass, or remarks if it did; untrusted text
 */
public record Evidence(
        int round,
        String gate,
        String command,
        @Nullable Integer exit,
        @Nullable Duration took,
        Result result,
        List<String> reasons) {
    public Evidence {
        reasons = List.copyOf(reasons);
    }

    /** The same with the reasons of another. */
    Evidence and(Evidence other) {
        var all = Stream.concat(reasons.stream(), other.reasons.stream()).toList();
        return new Evidence(round, gate, command, exit, took, result, all);
    }

    /** What the gate said. */
    public enum Result {
        PASSED,
        REJECTED,
        /** It asks for a person's approval. */
        HELD,
        /** No gate spoke: the policy names none, and these were found. */
        DETECTED,
        /** It did not run, because somebody who may wished so. */
        BYPASSED,
        /** No gate spoke: the agent was kept from reaching something. */
        BLOCKED,
        /** The gate itself could not run. */
        BROKEN
    }
}
