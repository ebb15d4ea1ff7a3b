package dev.mosaic.stitcher.run;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mosaic.stitcher.engine.Engine;
import dev.mosaic.stitcher.engine.EngineEvent;
import dev.mosaic.stitcher.engine.EngineRun;
import dev.mosaic.stitcher.engine.RunResult;
import dev.mosaic.stitcher.engine.RunSpec;
import dev.mosaic.stitcher.job.JobEvent.SteerDelivered;
import dev.mosaic.stitcher.job.RecordedEvent;
import dev.mosaic.stitcher.job.Stage;
import dev.mosaic.stitcher.sandbox.process.ProcessSandboxes;
import dev.mosaic.stitcher.testkit.Postgres;
import dev.mosaic.stitcher.testkit.SampleJobs;
import dev.mosaic.stitcher.testkit.Stores;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.util.unit.DataSize;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** Which agents are steered, and when that is noted. */
@Timeout(120)
class SteeredRunTest {
    private static final Duration LONG = Duration.ofMinutes(3);

    @RegisterExtension static final Postgres postgres = new Postgres();

    @TempDir Path folder;
    private final Stores stores = Stores.on(postgres, Clock.systemUTC());
    private final Agents agents =
            new Agents(
                    postgres.client(), postgres.transactions(), Clock.systemUTC(), stores.jobs());
    private AgentRun run;
    private volatile String prompt;

    @BeforeEach
    void begin() throws Exception {
        var worktree = Files.createDirectory(folder.resolve("work"));
        var lease = stores.running(SampleJobs.request());
        run =
                new AgentRun(
                        UUID.randomUUID().toString(),
                        lease,
                        SampleJobs.REPOSITORY,
                        stores.steps().begin(lease, 1, 1, Stage.WEAVE, "weaver").block(),
                        "weaver",
                        "steered",
                        null,
                        worktree,
                        "do it",
                        null,
                        LONG,
                        9,
                        9,
                        new Payer("ada", null));
        stores.steers().receive(lease.job(), "ada", "mind the tests").block();
    }

    @Test
    void anEngineThatTakesNoSteersHasThemInItsPromptAndThatIsNoted() throws Exception {
        supervise(new Steerable(false, _ -> Flux.empty()));

        assertThat(prompt).startsWith("do it").contains("\n> mind the tests");
        assertThat(delivered())
                .singleElement()
                .satisfies(it -> assertThat(it.agent()).isEqualTo(run.agent()));
    }

    @Test
    void oneThatTakesThemSaysItselfWhatItsModelHasRead() throws Exception {
        supervise(new Steerable(true, _ -> Flux.empty()));
        assertThat(delivered()).as("its model has answered nothing").isEmpty();
        assertThat(prompt).contains("\n> mind the tests");
    }

    @Test
    void aSteerThatComesWhileItWorksIsNotedOnceItWasRead() throws Exception {
        supervise(
                new Steerable(
                        true,
                        spec -> {
                            stores.steers()
                                    .receive(run.lease().job(), "bob", "and the docs")
                                    .block();
                            var steer = next(spec);
                            stores.steers().receive(run.lease().job(), "bob", "too late").block();
                            return Flux.just(new EngineEvent.Steered(steer));
                        }));

        assertThat(delivered()).extracting(SteerDelivered::by).containsExactly("ada", "bob");
    }

    @Test
    void whoTakesNoSteersIsGivenNoneWhileItWorks() throws Exception {
        supervise(
                new Steerable(
                        false,
                        spec -> {
                            stores.steers()
                                    .receive(run.lease().job(), "bob", "and the docs")
                                    .block();
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

    private void supervise(Engine engine) throws Exception {
        var outcome =
                TestSupervisor.of(
                                postgres,
                                stores,
                                agents,
                                engine,
                                ProcessSandboxes.in(folder.resolve("sandboxes")),
                                folder,
                                new RunSettings(
                                        LONG, Duration.ofMillis(300), DataSize.ofMegabytes(1)))
                        .run(run);
        assertThat(outcome).isInstanceOf(AgentOutcome.Stopped.class);
    }

    private List<SteerDelivered> delivered() {
        return stores.log(run.lease()).stream()
                .map(RecordedEvent::event)
                .filter(SteerDelivered.class::isInstance)
                .map(SteerDelivered.class::cast)
                .toList();
    }

    /** An engine that takes steers, or does not. */
    private final class Steerable implements Engine {
        private final boolean takesSteers;
        private final Function<RunSpec, Flux<EngineEvent>> work;

        Steerable(boolean takesSteers, Function<RunSpec, Flux<EngineEvent>> work) {
            this.takesSteers = takesSteers;
            this.work = work;
        }

        @Override
        public String name() {
            return "steered";
        }

        @Override
        public String description() {
            return "Steered.";
        }

        @Override
        public Optional<String> unavailable() {
            return Optional.empty();
        }

        @Override
        public boolean takesSteers() {
            return takesSteers;
        }

        @Override
        public EngineRun start(RunSpec spec) {
            prompt = spec.prompt();
            var events = work.apply(spec);
            return new FakeEngine(events, Mono.just(new RunResult.Stopped("done", 1)), Mono.empty())
                    .start(spec);
        }
    }
}
