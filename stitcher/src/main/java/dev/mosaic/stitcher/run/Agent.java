package dev.mosaic.stitcher.run;

import dev.mosaic.stitcher.job.JobId;
import dev.mosaic.stitcher.model.ledger.Tokens;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * One run of an engine, as last read from PostgreSQL. One that was reserved for a job which has not
 * come to it yet is SPAWNING, and has no step, node, worktree and start.
 *
 * @param step null while it is reserved, and if it never began
 * @param epoch of the lease under which it ran; 0 if it did not
 * @param turns of the model, as far as it is over
 * @param spent what its model cost, as far as the calls came through Mosaic
 * @param createdAt when it was reserved; about {@code startedAt} if it was not
 * @param error why it did not complete; null if it did or still runs
 */
public record Agent(
        UUID id,
        JobId job,
        @Nullable UUID step,
        int attempt,
        long epoch,
        String profile,
        String engine,
        @Nullable String model,
        AgentState state,
        @Nullable String node,
        @Nullable String worktree,
        int turns,
        Spent spent,
        Instant createdAt,
        @Nullable Instant startedAt,
        @Nullable Instant completedAt,
        @Nullable String error) {

    /**
     * Tokens and money. The ledger is what counts; this is what its node had heard of.
     *
     * @param input without those from and into a cache
     * @param cost in USD
     */
    public record Spent(long input, long output, long cacheRead, long cacheWrite, BigDecimal cost) {
        public static final Spent NOTHING = new Spent(0, 0, 0, 0, BigDecimal.ZERO);

        /** This and one call more. */
        Spent and(Tokens tokens, BigDecimal more) {
            return new Spent(
                    input + tokens.input(),
                    output + tokens.output(),
                    cacheRead + tokens.cacheRead(),
                    cacheWrite + tokens.cacheWrite() + tokens.cacheWriteHour(),
                    cost.add(more));
        }
    }
}
