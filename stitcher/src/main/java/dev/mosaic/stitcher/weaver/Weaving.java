package dev.mosaic.stitcher.weaver;

import dev.mosaic.stitcher.git.CommitMessage;
import dev.mosaic.stitcher.git.CommitSha;
import dev.mosaic.stitcher.git.FileChange;
import dev.mosaic.stitcher.git.mirror.Mirror;
import dev.mosaic.stitcher.job.JobStep;
import dev.mosaic.stitcher.job.Lease;
import dev.mosaic.stitcher.model.ledger.Reserved;
import dev.mosaic.stitcher.run.Payer;
import dev.mosaic.stitcher.sandbox.SandboxSpec.Repository;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One pass of the weaver.
 *
 * @param repository what the change is made in
 * @param base what the change is made against; the parent of its commit
 * @param start what the worktree begins with: the base, the change of the round before, or what a
 *     run that was stopped left
 * @param unfinished true in the last of these cases
 * @param fence the word around untrusted text; see {@link Prompt}
 * @param briefing what the agent is told of the issue and the repository
 * @param reasons why the round before was not accepted; empty in the first
 * @param wall the time that is left for agents
 * @param turns the turns that are left
 * @param toolCalls how often the agent may use a tool
 * @param payer who pays for its model
 */
public record Weaving(
        Lease lease,
        JobStep step,
        Repository repository,
        Mirror mirror,
        CommitSha base,
        CommitSha start,
        boolean unfinished,
        String fence,
        String briefing,
        List<String> reasons,
        String engine,
        @Nullable String model,
        Duration wall,
        int turns,
        int toolCalls,
        Payer payer,
        CommitMessage message) {
    public Weaving {
        reasons = List.copyOf(reasons);
    }

    /** What came out. */
    public sealed interface Woven {
        /** The agent left a change, which is now an unpublished commit on the base. */
        record Changed(CommitSha commit, List<FileChange> files, Cost cost) implements Woven {
            public Changed {
                files = List.copyOf(files);
            }
        }

        /** The agent left the files as they were. */
        record Unchanged(String summary, Cost cost) implements Woven {}

        /** The agent left what no commit may hold. @param reasons for the next round */
        record Refused(List<String> reasons, Cost cost) implements Woven {
            public Refused {
                reasons = List.copyOf(reasons);
            }
        }

        /**
         * The agent was stopped at a limit. @param kept the commit with its work so far; null if it
         * left none
         */
        record Stopped(String limit, @Nullable CommitSha kept, Cost cost) implements Woven {}

        /**
         * A budget forbade a call of the model. @param kept the commit with its work so far; null
         * if it left none
         */
        record OverBudget(Reserved.Exceeded refusal, @Nullable CommitSha kept, Cost cost)
                implements Woven {}

        /**
         * The engine broke.
         *
         * @param passing true if another try may succeed by itself
         * @param kept the commit with its work so far; null if it left none
         */
        record Crashed(String detail, boolean passing, @Nullable CommitSha kept, Cost cost)
                implements Woven {}

        /**
         * Somebody interrupted it; the interrupt is used up, and it is the caller's to act on it.
         *
         * @param kept as with the others
         */
        record BrokenOff(@Nullable CommitSha kept, Cost cost) implements Woven {}

        Cost cost();
    }

    /** What the pass used up. */
    public record Cost(Duration time, int turns) {}
}
