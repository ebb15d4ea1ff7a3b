package dev.mosaic.stitcher.run;

import dev.mosaic.stitcher.blocking.Await;
import dev.mosaic.stitcher.engine.Engine;
import dev.mosaic.stitcher.engine.Engines;
import dev.mosaic.stitcher.engine.Profile;
import dev.mosaic.stitcher.failure.Failure;
import dev.mosaic.stitcher.job.JobId;
import dev.mosaic.stitcher.sandbox.SandboxHandle;
import dev.mosaic.stitcher.sandbox.Sandboxes;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;
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
    private final Set<Supervision> running = ConcurrentHashMap.newKeySet();

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
     * @throws Failure if the engine cannot run here or cannot be held to the profile, its model is
     *     not there, or the sandbox cannot be opened
     * @throws dev.mosaic.stitcher.job.StaleJob after everything was ended because the lease is
     *     another's
     */
    public AgentOutcome run(AgentRun run) throws InterruptedException {
        var engine = available(run);
        if (run.profile().folder() != Profile.Folder.NONE) {
            // who could open none writes nothing down
            sandboxes.configured();
        }
        try (var use = models.open(run)) {
            var model = use.model();
            return supervised(model == null ? run : run.driven(model), use, engine);
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

    private AgentOutcome supervised(AgentRun run, ModelUse use, Engine engine)
            throws InterruptedException {
        var diary = diaries.of(run, use);
        var outfit = diaries.outfit(run, use, diary);
        var supervision = new Supervision(run, use, agents, diary, outfit, settings);
        running.add(supervision);
        try {
            return supervision.of(engine, sandboxes);
        } finally {
            running.remove(supervision);
        }
    }

    /**
     * Kills the agent of a job at once, its way to the model first; nobody asks it. All other
     * sandboxes of the job too, such as those of gates and setups. For a lease that is lost, and
     * for whoever cannot wait. Returns at once, callable from any thread. {@link #run} ends as
     * after an interrupt, and whoever interrupts its thread too need not wait for what the engine
     * makes of its death.
     *
     * @return completes when all is proven gone, with what survived, one line each; at once and
     *     empty if nothing of the job runs here
     */
    public CompletableFuture<List<String>> kill(JobId job) {
        var agents = running.stream().filter(it -> it.isOf(job)).toList();
        // first they know, then their sandboxes are looked for: none opens unseen
        agents.forEach(Supervision::doom);
        return killed(agents, sandboxes.of(job.toString()));
    }

    /**
     * Kills once more what survived {@link #kill} of a job whose time here is over.
     *
     * @return as of {@link #kill}; empty too if nothing survived
     */
    public CompletableFuture<List<String>> killAgain(JobId job) {
        var agents = running.stream().filter(it -> it.isOf(job) && it.isDoomed()).toList();
        return killed(agents, sandboxes.undeadOf(job.toString()));
    }

    /** What an agent is opening at this moment is waited for: its own thread ends it. */
    private static CompletableFuture<List<String>> killed(
            List<Supervision> agents, List<SandboxHandle> found) {
        var open = new LinkedHashSet<>(found);
        var survivors = new ArrayList<CompletableFuture<List<String>>>();
        for (var agent : agents) {
            var sandbox = agent.sandbox();
            if (sandbox == null) {
                survivors.add(agent.gone());
            } else {
                open.add(sandbox);
            }
        }
        for (var sandbox : open) {
            survivors.add(CompletableFuture.supplyAsync(sandbox::kill, RunSupervisor::onItsOwn));
        }
        return survivors.stream()
                .reduce(
                        CompletableFuture.completedFuture(List.of()),
                        (left, right) -> left.thenCombine(right, RunSupervisor::all));
    }

    /** The same may be told twice: by whoever killed it, and by its own thread. */
    private static List<String> all(List<String> some, List<String> more) {
        return Stream.concat(some.stream(), more.stream()).distinct().toList();
    }

    private static void onItsOwn(Runnable body) {
        Thread.ofVirtual().name("kill").start(body);
    }

    /** As {@link Agents#abandon}. */
    public Flux<Agent> abandon(String node, UUID incarnation) {
        return agents.abandon(node, incarnation);
    }

    private Engine available(AgentRun run) {
        var engine = engines.named(run.engine());
        engine.unavailable()
                .ifPresent(problem -> {
                    throw new Failure.Never(problem, null);
                });
        if (!engine.profiles().contains(run.profile())) {
            throw new Failure.Never(
                    "The engine `%s` runs no agents of the profile `%s`: its tools cannot be held to what they may do. Use the engine `claude` for them."
                            .formatted(run.engine(), run.profile().word()),
                    null);
        }
        return engine;
    }
}
