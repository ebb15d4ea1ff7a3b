package dev.mosaic.stitcher.sequence;

import dev.mosaic.stitcher.context.Briefing;
import dev.mosaic.stitcher.git.CommitSha;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a step leaves for the next one, and for the node that takes the job up after a crash. Stored
 * as JSON with the step.
 *
 * @param base what to build on from here; null where the step did not change it. Of a weave that
 *     was stopped: what its unfinished change is made against
 * @param change the commit that a weave left, finished or not, or that is to be judged; null where
 *     there is none
 * @param reasons why there must be another round
 * @param millis time that an agent used
 * @param turns turns that an agent used
 * @param briefing what a context step gathered; null elsewhere
 */
record StepNotes(
        @Nullable CommitSha base,
        @Nullable CommitSha change,
        List<String> reasons,
        long millis,
        int turns,
        @Nullable Briefing briefing) {

    static final StepNotes NONE = new StepNotes(null, null, List.of(), 0, 0, null);

    StepNotes {
        reasons = List.copyOf(reasons);
    }

    static StepNotes briefed(Briefing briefing) {
        return new StepNotes(new CommitSha(briefing.base()), null, List.of(), 0, 0, briefing);
    }

    /** A change that is there. @param left where it left its base branch */
    static StepNotes found(CommitSha left, CommitSha head, Briefing briefing) {
        return new StepNotes(left, head, List.of(), 0, 0, briefing);
    }

    /** A weave that was stopped. @param commit its work so far; null if there is none */
    static StepNotes stopped(CommitSha base, @Nullable CommitSha commit, long millis, int turns) {
        return new StepNotes(base, commit, List.of(), millis, turns, null);
    }

    static StepNotes rejected(List<String> reasons) {
        return new StepNotes(null, null, reasons, 0, 0, null);
    }

    /**
     * An inspection. @param reasons why it was not accepted; empty if it was, or if nobody knows
     */
    static StepNotes inspected(List<String> reasons, Duration time, int turns) {
        return new StepNotes(null, null, reasons, time.toMillis(), turns, null);
    }

    /** The base moved away under the change. */
    static StepNotes conflicted(CommitSha base, List<String> reasons) {
        return new StepNotes(base, null, reasons, 0, 0, null);
    }

    CommitSha requiredBase() {
        if (base == null) {
            throw new IllegalStateException("the context step left no base");
        }
        return base;
    }
}
