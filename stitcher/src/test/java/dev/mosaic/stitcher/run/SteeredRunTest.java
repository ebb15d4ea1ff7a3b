package dev.mosaic.stitcher.run;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mosaic.stitcher.engine.EngineEvent;
import dev.mosaic.stitcher.engine.ModelNeed;
import dev.mosaic.stitcher.engine.RunResult;
import dev.mosaic.stitcher.engine.RunSpec;
import dev.mosaic.stitcher.job.JobEvent.SteerDelivered;
import dev.mosaic.stitcher.run.FakeEngine.Play;
import java.util.List;
import java.util.function.Function;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** Which agents are steered, and when that is noted. */
@Timeout(120)
class SteeredRunTest extends SupervisedScene {
    private AgentRun run;
    private volatile String prompt;

    @BeforeEach
    void begin() {
        run = run(LONG, 9);
        steer("ada", "mind the tests");
    }

    @Test
    void anEngineThatTakesNoSteersHasThemInItsPromptAndThatIsNoted() throws Exception {
        supervise(engine(false, _ -> Flux.empty()));

        assertThat(prompt).startsWith("do it").contains("\n> mind the tests");
        assertThat(delivered())
                .singleElement()
                .satisfies(it -> assertThat(it.agent()).isEqualTo(run.agent()));
    }

    @Test
    void oneThatTakesThemSaysItselfWhatItsModelHasRead() throws Exception {
        supervise(engine(true, _ -> Flux.empty()));
        assertThat(delivered()).as("its model has answered nothing").isEmpty();
        assertThat(prompt).contains("\n> mind the tests");
    }

    @Test
    void aSteerThatComesWhileItWorksIsNotedOnceItWasRead() throws Exception {
        supervise(
                engine(
                        true,
                        spec -> {
                            steer("bob", "and the docs");
                            var steer = next(spec);
                            steer("bob", "too late");
                            return Flux.just(new EngineEvent.Steered(steer));
                        }));

        assertThat(delivered()).extracting(SteerDelivered::by).containsExactly("ada", "bob");
    }

    @Test
    void whoTakesNoSteersIsGivenNoneWhileItWorks() throws Exception {
        supervise(
                engine(
                        false,
                        spec -> {
                            steer("bob", "and the docs");
                            assertThat(next(spec)).isZero();
                            return Flux.empty();
                        }));

        assertThat(delivered()).extracting(SteerDelivered::by).containsExactly("ada");
    }

    private static long next(RunSpec spec) {
        try {
            var steers = spec.steering().next();
            return steers.isEmpty() ? 0 : steers.getLast().id();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private void steer(String by, String text) {
        assertThat(stores.steers().receive(run.lease().job(), by, text).block()).isTrue();
    }

    private void supervise(FakeEngine engine) throws Exception {
        assertThat(supervisor(engine).run(run)).isInstanceOf(AgentOutcome.Stopped.class);
    }

    private List<SteerDelivered> delivered() {
        return events(run, SteerDelivered.class);
    }

    /** An engine that takes steers, or does not. */
    private FakeEngine engine(boolean takesSteers, Function<RunSpec, Flux<EngineEvent>> work) {
        return new FakeEngine(
                spec -> {
                    prompt = spec.prompt();
                    return new Play(
                            work.apply(spec),
                            Mono.just(new RunResult.Stopped("done", 1)),
                            Mono.empty());
                },
                takesSteers,
                ModelNeed.NONE);
    }
}
