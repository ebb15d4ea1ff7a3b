package dev.mosaic.stitcher.api.agent;

import dev.mosaic.stitcher.run.Agent;
import dev.mosaic.stitcher.run.AgentState;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * An agent as callers see it.
 *
 * @param status SPAWNING, RUNNING, COMPLETED, FAILED or KILLED
 * @param node that has it, or had it; null while its job has not come to it, and if it never did
 * @param turns of the model, as far as it is over
 * @param createdAt when it was asked for
 * @param startedAt null as {@code node}
 * @param error why it did not complete; null if it did or still runs
 */
record AgentView(
        String agentId,
        String job,
        AgentState status,
        String profile,
        String engine,
        @Nullable String model,
        @Nullable String node,
        int attempt,
        int turns,
        Instant createdAt,
        @Nullable Instant startedAt,
        @Nullable Instant completedAt,
        @Nullable String error) {
    static AgentView of(Agent agent) {
        return new AgentView(
                agent.id().toString(),
                agent.job().toString(),
                agent.state(),
                agent.profile(),
                agent.engine(),
                agent.model(),
                agent.node(),
                agent.attempt(),
                agent.turns(),
                agent.createdAt(),
                agent.startedAt(),
                agent.completedAt(),
                agent.error());
    }
}
