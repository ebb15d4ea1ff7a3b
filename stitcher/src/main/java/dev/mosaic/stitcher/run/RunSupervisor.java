package dev.mosaic.stitcher.run;

import dev.mosaic.stitcher.blocking.Await;
import dev.mosaic.stitcher.engine.Engine;
import dev.mosaic.stitcher.engine.Engines;
import dev.mosaic.stitcher.failure.Failure;
import dev.mosaic.stitcher.job.JobId;
import dev.mosaic.stitcher.sandbox.Sandbox;
import dev.mosaic.stitcher.sandbox.SandboxHandle;
import dev.mosaic.stitcher.sandbox.Sandboxes;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Flux;

/**
 * Surrounds every engine: gives it its model, opens the sandbox, starts the run, writes its row and
 * its events, stops it at its limits, and returns only when nothing of it runs any more.
 */
@Component
public class RunSupervisor {
    private final Engines engines;
    private final Sandboxes sandboxes;
    private final Agents agents;
    private final Diaries diaries;
    private final RunSettings settings;
    private final RunModels models;
    private final Map<JobId, Supervision> running = new ConcurrentHashMap<>();

    /** Of agents that were killed, and of which something runs all the same. */
    private final Map<JobId, Supervision> undead = new ConcurrentHashMap<>();

    RunSupervisor(
            Engines engines,
            Sandboxes sandboxes,
            Agents agents,
            Diaries diaries,
            RunSettings settings,
            RunModels models) {
        this.engines = engines;
        this.sandboxes = sandboxes;
        this.agents = agents;
        this.diaries = diaries;
        this.settings = settings;
        this.models = models;
    }

    /**
     * Runs an agent to its end. Interrupting the caller asks the agent to stop, kills what is left
     * after {@code mosaic.run.grace}, proves it gone, and throws; interrupting once more kills at
     * once.
     *
     * @throws InterruptedException after everything was ended
     * @throws Failure if the engine cannot run here, its model is not there, or the sandbox cannot
     *     be opened
     * @throws dev.mosaic.stitcher.job.StaleJob after everything was ended because the lease is
     *     another's
     */
    public AgentOutcome run(AgentRun run) throws InterruptedException {
        var engine = available(run.engine());
        var sandbox = sandboxes.configured();
        try (var use = models.open(run)) {
            var model = use.model();
            return supervised(model == null ? run : run.driven(model), use, engine, sandbox);
        }
    }

    /**
     * Under which id the next agent of a job runs: the one that was reserved for it, else a new
     * one. Blocking.
     */
    public UUID nextAgent(JobId job) throws InterruptedException {
        var reserved = Await.maybe(agents.reserved(job));
        return reserved == null ? UUID.randomUUID() : reserved;
    }

    private AgentOutcome supervised(AgentRun run, ModelUse use, Engine engine, Sandbox sandbox)
            throws InterruptedException {
        var diary = diaries.of(run, use);
        var outfit = diaries.outfit(run, use, diary);
        var supervision = new Supervision(run, use, agents, diary, outfit, settings);
        var job = run.lease().job();
        running.put(job, supervision);
        try {
            return supervision.of(engine, sandbox);
        } finally {
            running.remove(job, supervision);
        }
    }

    /**
     * Kills the agent of a job at once, its way to the model first; nobody asks it. Gates of the
     * job too. For a lease that is lost, and for whoever cannot wait. Returns at once, callable
     * from any thread. {@link #run} ends as after an interrupt, and whoever interrupts its thread
     * too need not wait for what the engine makes of its death.
     *
     * @return completes when all is proven gone, with what survived, one line each; at once and
     *     empty if nothing of the job runs here
     */
    public CompletableFuture<List<String>> kill(JobId job) {
        return with(sandboxes.of(job.toString()), kill(job, running.get(job)));
    }

    /**
     * Kills once more what survived {@link #kill} of a job whose time here is over.
     *
     * @return as of {@link #kill}; empty too if nothing survived
     */
    public CompletableFuture<List<String>> killAgain(JobId job) {
        return with(sandboxes.undeadOf(job.toString()), kill(job, undead.get(job)));
    }

    /** Gates have no supervision: their sandboxes are killed as they are. */
    private static CompletableFuture<List<String>> with(
            List<SandboxHandle> gates, CompletableFuture<List<String>> agent) {
        return gates.stream()
                .map(gate ->
                        CompletableFuture.supplyAsync(
                                gate::kill,
                                body -> Thread.ofVirtual().name("kill-gate").start(body)))
                .reduce(
                        agent,
                        (left, right) ->
                                left.thenCombine(
                                        right,
                                        (some, more) ->
                                                Stream.concat(some.stream(), more.stream())
                                                        .toList()));
    }

    private CompletableFuture<List<String>> kill(JobId job, @Nullable Supervision supervision) {
        if (supervision == null) {
            return CompletableFuture.completedFuture(List.of());
        }
        // who asks meanwhile must not take it for gone
        undead.putIfAbsent(job, supervision);
        return supervision
                .kill()
                .whenComplete((survivors, failure) -> {
                    if (failure == null && survivors.isEmpty()) {
                        undead.remove(job, supervision);
                    } else {
                        undead.put(job, supervision);
                    }
                });
    }

    /** As {@link Agents#abandon}. */
    public Flux<Agent> abandon(String node, UUID incarnation) {
        return agents.abandon(node, incarnation);
    }

    private Engine available(String name) {
        var engine = engines.named(name);
        engine.unavailable()
                .ifPresent(problem -> {
                    throw new Failure.Never(problem, null);
                });
        return engine;
    }
}
