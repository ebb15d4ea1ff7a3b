package dev.mosaic.stitcher.run;

import org.springframework.stereotype.Component;

/**
 * Surrounds every engine: opens the sandbox, starts the run, writes its row and its events, stops
 * it at its limits, and returns only when nothing of it runs any more.
 */
@Component
public class RunSupervisor {
    /**
     * Runs an agent to its end. Interrupting the caller kills the agent, proves it gone, and
     * throws.
     *
     * @throws InterruptedException after everything was ended
     */
    public AgentOutcome run(AgentRun run) throws InterruptedException {
        throw new UnsupportedOperationException(run.agent());
    }
}
