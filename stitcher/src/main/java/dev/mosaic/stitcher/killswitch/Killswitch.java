package dev.mosaic.stitcher.killswitch;

import dev.mosaic.stitcher.job.JobId;
import dev.mosaic.stitcher.job.store.Kills;
import dev.mosaic.stitcher.queue.Pauses;
import dev.mosaic.stitcher.run.Agent;
import dev.mosaic.stitcher.run.Agents;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import org.springframework.transaction.reactive.TransactionalOperator;
import reactor.core.publisher.Mono;

/**
 * Writes down that something is to end at once. Joins the caller's transaction if there is one; the
 * caller has asked who may, and tells the nodes after the commit ({@link
 * dev.mosaic.stitcher.queue.Signals#stop}).
 */
@Component
public class Killswitch {
    private final Kills kills;
    private final Pauses pauses;
    private final Agents agents;
    private final TransactionalOperator tx;

    public Killswitch(Kills kills, Pauses pauses, Agents agents, TransactionalOperator tx) {
        this.kills = kills;
        this.pauses = pauses;
        this.agents = agents;
        this.tx = tx;
    }

    /** The job that an agent works on, or worked on. Empty if there is no such agent. */
    public Mono<JobId> jobOf(UUID agent) {
        return agents.find(agent).map(Agent::job);
    }

    /**
     * Ends a job. Empty if there is no such job.
     *
     * @param agent only while this agent of the job lives; null for whatever the job does
     */
    public Mono<Kills.Answer> kill(JobId job, @Nullable UUID agent, Kills.Order order) {
        return kills.kill(job, agent, order);
    }

    /**
     * Ends every job that a node has, and pauses the instance: in one transaction that no claim
     * overlaps, so that none starts in between or afterwards. What waits goes on waiting until
     * somebody resumes.
     */
    public Mono<Kills.All> killAll(Kills.Order order) {
        var why = order.reason().isBlank() ? "kill-all" : "kill-all: " + order.reason();
        return tx.transactional(
                kills.killAll(order).delayUntil(_ -> pauses.pause(null, order.by(), why)));
    }

    /** Remembers that somebody without the right to do so wished the end of all. */
    public Mono<Void> refused(Kills.Order order) {
        return kills.refused(order);
    }
}
