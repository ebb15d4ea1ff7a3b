package dev.mosaic.stitcher.sequence;

import dev.mosaic.stitcher.git.CommitSha;
import dev.mosaic.stitcher.job.JobStep;
import dev.mosaic.stitcher.job.Stage;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Where a job stands between two steps. Made from finished steps alone, by the same rule whether a
 * step has just ended or was read back after a restart.
 *
 * @param round the pass that {@code next} belongs to, from 1
 * @param base what the change is made against; null before the context step
 * @param change the newest commit of this attempt; null before the first
 * @param reasons why the last round was not accepted
 * @param wall time that agents have used in this attempt
 * @param turns turns that agents have used in this attempt
 * @param kept the work of an agent that was stopped, in this attempt or an earlier one; null if
 *     there is none that is newer than {@code change}
 * @param given true if the change was there before the job: nobody weaves one, and a rejection is
 *     the answer
 */
record Position(
        int round,
        Stage next,
        @Nullable CommitSha base,
        @Nullable CommitSha change,
        List<String> reasons,
        Duration wall,
        int turns,
        @Nullable Kept kept,
        boolean given) {

    /** A commit that nobody finished. @param base what it is made against */
    record Kept(CommitSha commit, CommitSha base) {}

    static final Position START =
            new Position(1, Stage.CONTEXT, null, null, List.of(), Duration.ZERO, 0, null);

    Position {
        reasons = List.copyOf(reasons);
    }

    /** Of a job that makes its change. */
    Position(
            int round,
            Stage next,
            @Nullable CommitSha base,
            @Nullable CommitSha change,
            List<String> reasons,
            Duration wall,
            int turns,
            @Nullable Kept kept) {
        this(round, next, base, change, reasons, wall, turns, kept, false);
    }

    /** What the next weave begins with: unfinished work, what the last round left, or the base. */
    CommitSha start() {
        if (unfinished() && kept != null) {
            return kept.commit();
        }
        return change == null ? requiredBase() : change;
    }

    /**
     * True if the next weave begins with unfinished work. Such work on another base would undo what
     * happened in between.
     */
    boolean unfinished() {
        return kept != null && kept.base().equals(base);
    }

    /** The beginning of the next attempt, which inherits unfinished work alone. */
    Position nextAttempt() {
        return new Position(1, Stage.CONTEXT, null, null, List.of(), Duration.ZERO, 0, kept);
    }

    /** This position without unfinished work, whose commit is not on this node. */
    Position forgetKept() {
        return new Position(round, next, base, change, reasons, wall, turns, null);
    }

    CommitSha requiredBase() {
        if (base == null) {
            throw new IllegalStateException("the base is not known before the context step");
        }
        return base;
    }

    CommitSha requiredChange() {
        if (change == null) {
            throw new IllegalStateException("there is no change before the weave step");
        }
        return change;
    }

    /**
     * This position without a change whose commit is not on this node: its round is woven again.
     */
    Position reweave() {
        return new Position(round, Stage.WEAVE, base, null, reasons, wall, turns, kept);
    }

    /** The position after a step that was finished; unfinished ones change nothing. */
    Position after(JobStep step, StepNotes notes) {
        return switch (step.status()) {
            case DONE -> done(step.stage(), notes);
            case REJECTED -> given ? judged(notes) : rejected(notes);
            case FAILED, ABANDONED ->
                    step.stage() == Stage.WEAVE ? stopped(notes) : at(next, notes);
            case RUNNING -> this;
        };
    }

    /** What was used is used, and what was made is there for the next try. */
    private Position stopped(StepNotes notes) {
        var left =
                notes.change() == null || notes.base() == null
                        ? kept
                        : new Kept(notes.change(), notes.base());
        return new Position(
                round,
                next,
                base,
                change,
                reasons,
                wall.plusMillis(notes.millis()),
                turns + notes.turns(),
                left,
                given);
    }

    private Position done(Stage stage, StepNotes notes) {
        return switch (stage) {
            case CONTEXT -> begun(notes);
            case WEAVE ->
                    new Position(
                            round,
                            Stage.INSPECT,
                            base,
                            notes.change(),
                            reasons,
                            wall.plusMillis(notes.millis()),
                            turns + notes.turns(),
                            null,
                            given);
            case INSPECT -> at(Stage.PUBLISH, notes);
            case PUBLISH, REPORT -> at(Stage.REPORT, notes);
        };
    }

    /** A context step that found a change leaves nothing to weave. */
    private Position begun(StepNotes notes) {
        var found = notes.change() != null;
        return new Position(
                1,
                found ? Stage.INSPECT : Stage.WEAVE,
                notes.requiredBase(),
                notes.change(),
                // what was said of another commit says nothing of this one
                found ? List.of() : reasons,
                wall,
                turns,
                kept,
                found);
    }

    /** The answer is no, and whoever asked is told. */
    private Position judged(StepNotes notes) {
        return new Position(
                round,
                Stage.PUBLISH,
                base,
                change,
                notes.reasons(),
                wall.plusMillis(notes.millis()),
                turns + notes.turns(),
                kept,
                given);
    }

    /** With what an agent used up: a reviewer's time and turns are the job's, too. */
    private Position at(Stage stage, StepNotes notes) {
        return new Position(
                round,
                stage,
                base,
                change,
                reasons,
                wall.plusMillis(notes.millis()),
                turns + notes.turns(),
                kept,
                given);
    }

    /**
     * Another round. A new base means that the old change cannot join it: the agent starts from
     * there.
     */
    private Position rejected(StepNotes notes) {
        var moved = notes.base() != null;
        return new Position(
                round + 1,
                Stage.WEAVE,
                moved ? notes.base() : base,
                moved ? null : change,
                notes.reasons(),
                wall.plusMillis(notes.millis()),
                turns + notes.turns(),
                moved ? null : kept);
    }
}
