package dev.mosaic.stitcher.run;

import dev.mosaic.stitcher.model.ledger.Reserved;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** How an agent's run ended. Whatever it was, the worktree holds what the agent did until then. */
public sealed interface AgentOutcome {
    /**
     * The agent stopped by itself.
     *
     * @param summary its last words, cut and made printable: untrusted
     * @param answer the same as it was said, if it was asked for an answer and gave one
     */
    record Stopped(String summary, Duration took, int turns, @Nullable String answer)
            implements AgentOutcome {}

    /**
     * It was stopped at a limit. @param limit a sentence such as {@code it ran for 60 minutes, its
     * limit}
     */
    record LimitReached(String limit, Duration took, int turns) implements AgentOutcome {}

    /** A budget forbade a call of its model. */
    record BudgetUsedUp(Reserved.Exceeded refusal, Duration took, int turns)
            implements AgentOutcome {}

    /** The engine broke. @param passing true if another try may succeed by itself */
    record Crashed(String detail, boolean passing, Duration took, int turns)
            implements AgentOutcome {}

    Duration took();

    int turns();
}
