package dev.mosaic.stitcher.run;

import dev.mosaic.stitcher.engine.Engine;
import dev.mosaic.stitcher.engine.Engines;
import dev.mosaic.stitcher.failure.Failure;
import dev.mosaic.stitcher.job.Jobs;
import dev.mosaic.stitcher.job.work.JobLog;
import dev.mosaic.stitcher.sandbox.Sandboxes;
import org.springframework.stereotype.Component;

/**
 * Surrounds every engine: opens the sandbox, starts the run, writes its row and its events, stops
 * it at its limits, and returns only when nothing of it runs any more.
 */
@Component
public class RunSupervisor {
    private final Engines engines;
    private final Sandboxes sandboxes;
    private final Agents agents;
    private final Jobs jobs;
    private final JobLog log;
    private final RunSettings settings;

    public RunSupervisor(
            Engines engines,
            Sandboxes sandboxes,
            Agents agents,
            Jobs jobs,
            JobLog log,
            RunSettings settings) {
        this.engines = engines;
        this.sandboxes = sandboxes;
        this.agents = agents;
        this.jobs = jobs;
        this.log = log;
        this.settings = settings;
    }

    /**
     * Runs an agent to its end. Interrupting the caller asks the agent to stop, kills what is left
     * after {@code mosaic.run.grace}, proves it gone, and throws; interrupting once more kills at
     * once.
     *
     * @throws InterruptedException after everything was ended
     * @throws Failure if the engine cannot run here or the sandbox cannot be opened
     * @throws dev.mosaic.stitcher.job.StaleJob after everything was ended because the lease is
     *     another's
     */
    public AgentOutcome run(AgentRun run) throws InterruptedException {
        var engine = available(run.engine());
        var sandbox = sandboxes.configured();
        return new Supervision(run, agents, new Diary(run, jobs, log), settings)
                .of(engine, sandbox);
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
