package dev.mosaic.stitcher.run;

import dev.mosaic.stitcher.blocking.Await;
import dev.mosaic.stitcher.engine.Profile;
import dev.mosaic.stitcher.job.JobStep;
import dev.mosaic.stitcher.job.Lease;
import dev.mosaic.stitcher.job.StaleJob;
import dev.mosaic.stitcher.run.Agents.End;
import dev.mosaic.stitcher.sandbox.SandboxSpec.Repository;
import java.nio.file.Path;
import java.time.Duration;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Mono;

/**
 * Gives gates that were asked for by themselves the row of an agent, though no engine drives them:
 * so they have an id from the beginning, and are listed, killed and seen to end like every agent.
 * What they run in is opened, killed and swept by whoever runs them. Blocking.
 */
@Component
public class Tester {
    /** What stands where an engine does. */
    public static final String ENGINE = "gates";

    private static final Logger log = LoggerFactory.getLogger(Tester.class);
    private static final Duration BRIEFLY = Duration.ofSeconds(3);

    private final RunSupervisor supervisor;
    private final Agents agents;

    Tester(RunSupervisor supervisor, Agents agents) {
        this.supervisor = supervisor;
        this.agents = agents;
    }

    /** For whom gates run. @param wall the time that the job has */
    public record Test(
            Lease lease, Repository repository, JobStep step, Duration wall, Payer payer) {}

    /** What the tester does. */
    public interface Work<T> {
        T done() throws InterruptedException;
    }

    /**
     * Does the work as the next agent of the job.
     *
     * @param problem why the work came to nothing, in a sentence; null if it came to something
     * @throws StaleJob if the lease is another's
     */
    public <T> T run(Test test, Work<T> work, Function<T, @Nullable String> problem)
            throws InterruptedException {
        var run = row(test);
        Await.value(agents.spawn(run));
        var began = System.nanoTime();
        try {
            Await.value(agents.begin(run));
            var done = work.done();
            var why = problem.apply(done);
            Await.value(
                    agents.finish(
                            run,
                            why == null
                                    ? end(AgentState.COMPLETED, began, "The gates have spoken.")
                                    : end(AgentState.FAILED, began, why)));
            Await.done(agents.cleaned(run));
            return done;
        } catch (InterruptedException e) {
            // a flag that is up would end the next wait at once
            Thread.interrupted();
            giveUp(run, end(AgentState.KILLED, began, "It was stopped from outside."));
            throw e;
        } catch (StaleJob e) {
            giveUp(run, end(AgentState.KILLED, began, "Its job was taken over by another."));
            throw e;
        } catch (RuntimeException e) {
            giveUp(run, end(AgentState.FAILED, began, String.valueOf(e.getMessage())));
            throw e;
        }
    }

    private AgentRun row(Test test) throws InterruptedException {
        return new AgentRun(
                supervisor.nextAgent(test.lease().job()).toString(),
                test.lease(),
                test.repository(),
                test.step(),
                Profile.TESTER,
                ENGINE,
                null,
                // each gate has a checkout of its own
                Path.of(""),
                "",
                null,
                test.wall(),
                0,
                0,
                test.payer());
    }

    /** What cannot be written soon, whoever takes the job over or ends it writes. */
    private void giveUp(AgentRun run, End end) throws InterruptedException {
        Await.maybe(
                agents.finish(run, end)
                        .then(agents.cleaned(run))
                        .timeout(BRIEFLY)
                        .onErrorResume(e -> {
                            log.atWarn()
                                    .addKeyValue("agent", run.agent())
                                    .setCause(e)
                                    .log("the end of a tester was not written");
                            return Mono.empty();
                        }));
    }

    private static End end(AgentState state, long began, String summary) {
        return new End(state, 0, Duration.ofNanos(System.nanoTime() - began), summary);
    }
}
