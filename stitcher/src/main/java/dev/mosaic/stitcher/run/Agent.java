package dev.mosaic.stitcher.run;

import dev.mosaic.stitcher.job.JobId;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * One run of an engine, as last read from PostgreSQL.
 *
 * @param epoch of the lease under which it ran
 * @param turns of the model, as far as it is over
 * @param error why it did not complete; null if it did or still runs
 */
public record Agent(
        UUID id,
        JobId job,
        UUID step,
        int attempt,
        long epoch,
        String profile,
        String engine,
        @Nullable String model,
        AgentState state,
        String node,
        String worktree,
        int turns,
        Instant startedAt,
        @Nullable Instant completedAt,
        @Nullable String error) {}
