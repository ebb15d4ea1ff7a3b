package dev.mosaic.stitcher.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.mosaic.stitcher.engine.Engine;
import dev.mosaic.stitcher.engine.EngineEvent;
import dev.mosaic.stitcher.engine.EngineRun;
import dev.mosaic.stitcher.engine.EngineSettings;
import dev.mosaic.stitcher.engine.Engines;
import dev.mosaic.stitcher.engine.ModelNeed;
import dev.mosaic.stitcher.engine.RunResult;
import dev.mosaic.stitcher.engine.RunSpec;
import dev.mosaic.stitcher.failure.Failure;
import dev.mosaic.stitcher.job.JobEvent;
import dev.mosaic.stitcher.job.RecordedEvent;
import dev.mosaic.stitcher.job.Stage;
import dev.mosaic.stitcher.model.OpenRun;
import dev.mosaic.stitcher.model.ledger.Account;
import dev.mosaic.stitcher.model.ledger.Reserved;
import dev.mosaic.stitcher.model.ledger.Scope;
import dev.mosaic.stitcher.model.ledger.Standing;
import dev.mosaic.stitcher.model.ledger.Tokens;
import dev.mosaic.stitcher.sandbox.SandboxSettings;
import dev.mosaic.stitcher.sandbox.Sandboxes;
import dev.mosaic.stitcher.sandbox.process.ProcessSandboxes;
import dev.mosaic.stitcher.testkit.Postgres;
import dev.mosaic.stitcher.testkit.SampleJobs;
import dev.mosaic.stitcher.testkit.Stores;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.util.unit.DataSize;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** What a run has to do with its model: the way there, its end, and what is told of the money. */
@Timeout(300)
class ModelRunTest {
    private static final Duration LONG = Duration.ofMinutes(3);
    private static final String MODEL = "mosaic.model.providers.p.models.m.";
    private static final Map<String, String> SETTINGS =
            Map.of(
                    "mosaic.model.proxy-url",
                    "http://127.0.0.1:9",
                    "mosaic.model.providers.p.base-url",
                    "http://127.0.0.1:9",
                    MODEL + "window",
                    "1000",
                    MODEL + "price.input",
                    "1",
                    MODEL + "price.output",
                    "1");
    private static final Standing USED_UP =
            new Standing(Scope.JOB, new BigDecimal("5"), new BigDecimal("4.9"));

    @RegisterExtension static final Postgres postgres = new Postgres();

    @TempDir Path folder;
    private Path worktree;
    private final Stores stores = Stores.on(postgres, Clock.systemUTC());
    private final Agents agents =
            new Agents(
                    postgres.client(), postgres.transactions(), Clock.systemUTC(), stores.jobs());
    private TestModels models;
    private RunSupervisor supervisor;

    @BeforeEach
    void makeWorktree() throws IOException {
        worktree = Files.createDirectory(folder.resolve("work"));
    }

    @Test
    void aRunGetsAWayToItsModelThatEndsWithIt() throws Exception {
        var seen = new CompletableFuture<OpenRun>();
        var engine = new Asking(seen::complete, Mono.just(new RunResult.Stopped("done", 1)));
        var run = run(engine, SETTINGS, "m");

        assertThat(supervisor.run(run)).isInstanceOf(AgentOutcome.Stopped.class);

        var open = seen.get();
        assertThat(open.account().job()).isEqualTo(run.lease().job());
        assertThat(open.account().person()).isEqualTo("ada");
        assertThat(open.account().repository()).isEqualTo("local:1");
        assertThat(open.account().budget()).isEqualByComparingTo("2");
        assertThat(open.isClosed()).isTrue();
        assertThat(models.access.find(open.endpoint().token())).isNull();
        assertThat(agent(run).model()).isEqualTo("p/m");
        assertThat(events(run, JobEvent.AgentSpawned.class).getFirst().model()).isEqualTo("p/m");
    }

    @Test
    void whatTheProxyCountsIsWrittenAndNotWhatTheEngineSays() throws Exception {
        var engine =
                new Asking(
                        open -> {
                            open.watch().called(new Tokens(10, 1, 2, 3, 4), new BigDecimal("0.25"));
                            open.watch().called(new Tokens(20, 1, 0, 0, 0), new BigDecimal("0.5"));
                            open.watch().warned(USED_UP);
                        },
                        Mono.just(new RunResult.Stopped("done", 1)),
                        new EngineEvent.Usage(9, 9, 9, 9),
                        new EngineEvent.Context(9, 9));
        var run = run(engine, SETTINGS, null);

        supervisor.run(run);

        assertThat(agent(run).spent().cost()).isEqualByComparingTo("0.75");
        assertThat(agent(run).spent().input()).isEqualTo(30);
        assertThat(events(run, JobEvent.AgentUsage.class))
                .containsExactly(
                        new JobEvent.AgentUsage(run.agent(), 10, 1, 2, 7, new BigDecimal("0.25")),
                        new JobEvent.AgentUsage(run.agent(), 30, 2, 2, 7, new BigDecimal("0.75")));
        assertThat(events(run, JobEvent.AgentContext.class))
                .containsExactly(
                        new JobEvent.AgentContext(run.agent(), 19, 1000),
                        new JobEvent.AgentContext(run.agent(), 20, 1000));
        assertThat(events(run, JobEvent.BudgetWarned.class))
                .singleElement()
                .satisfies(it -> assertThat(it.sentence()).contains("98 %"));
    }

    @Test
    void aBudgetThatIsUsedUpEndsTheRunAlsoWhenTheEngineDoesNot() throws Exception {
        var refusal = new Reserved.Exceeded(USED_UP, new BigDecimal("0.2"));
        var run =
                run(
                        new Asking(open -> open.watch().exceeded(refusal), Mono.never()),
                        SETTINGS,
                        null);

        assertThat(supervisor.run(run))
                .isInstanceOfSatisfying(
                        AgentOutcome.BudgetUsedUp.class,
                        it -> assertThat(it.refusal()).isEqualTo(refusal));
        assertThat(agent(run).state()).isEqualTo(AgentState.KILLED);
        assertThat(agent(run).error()).contains("4.90 $ of 5.00 $").contains("mosaic.budget.job");
        assertThat(events(run, JobEvent.BudgetExceeded.class)).hasSize(1);
    }

    /** It may well say that it is done, or that it broke, because a call was refused. */
    @Test
    void aBudgetThatIsUsedUpDecidesWhateverTheEngineSaysOfItsEnd() throws Exception {
        var refusal = new Reserved.Exceeded(USED_UP, new BigDecimal("0.2"));
        for (var end :
                List.<RunResult>of(
                        new RunResult.Stopped("all is well", 1),
                        new RunResult.Crashed("402", false, 1))) {
            var run =
                    run(
                            new Asking(open -> open.watch().exceeded(refusal), Mono.just(end)),
                            SETTINGS,
                            null);

            assertThat(supervisor.run(run)).isInstanceOf(AgentOutcome.BudgetUsedUp.class);
        }
    }

    @Test
    void aKillEndsTheWayToTheModelAtOnce() throws Exception {
        var seen = new CompletableFuture<OpenRun>();
        var run = run(new Asking(seen::complete, Mono.never()), SETTINGS, null);
        var ended = new CompletableFuture<Throwable>();
        var thread =
                Thread.ofVirtual()
                        .start(() -> {
                            try {
                                supervisor.run(run);
                            } catch (Throwable e) {
                                ended.complete(e);
                            }
                        });
        var open = seen.get(60, TimeUnit.SECONDS);
        assertThat(open.isClosed()).isFalse();

        supervisor.kill(run.lease().job());

        assertThat(open.isClosed()).isTrue();
        thread.interrupt();
        assertThat(ended.get(60, TimeUnit.SECONDS)).isInstanceOf(InterruptedException.class);
    }

    @Test
    void whoIsAskedToStopAsksNoModelMeanwhile() throws Exception {
        var seen = new CompletableFuture<OpenRun>();
        var closedWhenAsked = new CompletableFuture<Boolean>();
        var engine =
                new Asking(
                        seen::complete,
                        Mono.never(),
                        Mono.fromRunnable(() -> closedWhenAsked.complete(seen.join().isClosed())),
                        List.of());
        var run = run(engine, SETTINGS, null);
        var thread =
                Thread.ofVirtual()
                        .start(() -> {
                            try {
                                supervisor.run(run);
                            } catch (InterruptedException _) {
                                // as it should be
                            }
                        });
        seen.get(60, TimeUnit.SECONDS);

        thread.interrupt();

        assertThat(closedWhenAsked.get(60, TimeUnit.SECONDS)).isTrue();
        thread.join();
    }

    @Test
    void aCallThatTheEndCutsOffIsInTheAgentsRow() throws Exception {
        var engine =
                new Asking(
                        open -> {
                            open.owe();
                            open.closed()
                                    .delayElement(Duration.ofMillis(200))
                                    .then(Mono.delay(Duration.ofMillis(200)))
                                    .subscribe(_ -> {
                                        open.watch()
                                                .called(
                                                        new Tokens(7, 0, 0, 0, 0),
                                                        new BigDecimal("0.125"));
                                        open.paid();
                                    });
                        },
                        Mono.just(new RunResult.Stopped("done", 1)));
        var run = run(engine, SETTINGS, null);

        supervisor.run(run);

        assertThat(agent(run).spent().cost()).isEqualByComparingTo("0.125");
    }

    /** The answer of the database may come when nobody waits for it any more. */
    @Test
    void aWayThatIsThereTooLateIsClosedAtOnce() {
        var run = run(new Asking(_ -> {}, Mono.never()), SETTINGS, null);
        var account = new Account(run.lease().job(), UUID.randomUUID(), "ada", "local:1", null);
        var use = new ModelUse();
        use.close();

        use.opened(models.access.open(account, null, use).block());

        assertThat(models.access.find(use.endpoint().token())).isNull();
    }

    @Test
    void anEngineWithoutItsModelIsRefusedBeforeAnythingIsWritten() {
        var engine = new Asking(_ -> {}, Mono.never());
        var run = run(engine, Map.of(), null);

        assertThatThrownBy(() -> supervisor.run(run))
                .isInstanceOf(Failure.Never.class)
                .hasMessageContaining("mosaic.model.providers");
        assertThat(agents.of(run.lease().job()).collectList().block()).isEmpty();
    }

    /** A job can be claimed while the server starts; a port comes a moment later. */
    @Test
    void aServerThatDoesNotListenYetIsWaitedFor() {
        var settings = new HashMap<>(SETTINGS);
        settings.remove("mosaic.model.proxy-url");
        var run = run(new Asking(_ -> {}, Mono.never()), settings, null);
        var ended = new CompletableFuture<Throwable>();
        var thread =
                Thread.ofVirtual()
                        .start(() -> {
                            try {
                                supervisor.run(run);
                            } catch (Throwable e) {
                                ended.complete(e);
                            }
                        });

        await().during(Duration.ofMillis(500)).atMost(LONG).until(() -> !ended.isDone());

        thread.interrupt();
        await().atMost(LONG).until(ended::isDone);
        assertThat(ended.join()).isInstanceOf(InterruptedException.class);
    }

    private AgentRun run(Engine engine, Map<String, String> settings, String model) {
        var engines = new Engines(List.of(engine), new EngineSettings(engine.name()));
        models = new TestModels(postgres, engines, settings);
        supervisor =
                new RunSupervisor(
                        engines,
                        new Sandboxes(
                                List.of(ProcessSandboxes.in(folder.resolve("sandboxes"))),
                                new SandboxSettings("process", folder, "/bin")),
                        agents,
                        new Diaries(
                                agents,
                                stores.jobs(),
                                stores.log(),
                                stores.steers(),
                                stores.conversations()),
                        new RunSettings(LONG, Duration.ofMillis(300), DataSize.ofMegabytes(1)),
                        models.models);
        var lease = stores.running(SampleJobs.request());
        return new AgentRun(
                UUID.randomUUID().toString(),
                lease,
                SampleJobs.REPOSITORY,
                stores.steps().begin(lease, 1, 1, Stage.WEAVE, "weaver").block(),
                "weaver",
                "asking",
                model,
                worktree,
                "do it",
                null,
                LONG,
                9,
                9,
                new Payer("ada", new BigDecimal("2")));
    }

    private Agent agent(AgentRun run) {
        return agents.find(UUID.fromString(run.agent())).block();
    }

    private <E extends JobEvent> List<E> events(AgentRun run, Class<E> type) {
        return stores.log(run.lease()).stream()
                .map(RecordedEvent::event)
                .filter(type::isInstance)
                .map(type::cast)
                .toList();
    }

    /** An engine that uses its model as a test wants it. */
    private final class Asking implements Engine {
        private final Consumer<OpenRun> use;
        private final Mono<? extends RunResult> ending;
        private final Mono<Void> aborting;
        private final List<EngineEvent> told;

        Asking(Consumer<OpenRun> use, Mono<? extends RunResult> ending, EngineEvent... told) {
            this(use, ending, Mono.empty(), List.of(told));
        }

        Asking(
                Consumer<OpenRun> use,
                Mono<? extends RunResult> ending,
                Mono<Void> aborting,
                List<EngineEvent> told) {
            this.use = use;
            this.ending = ending;
            this.aborting = aborting;
            this.told = told;
        }

        @Override
        public String name() {
            return "asking";
        }

        @Override
        public String description() {
            return "Asking.";
        }

        @Override
        public Optional<String> unavailable() {
            return Optional.empty();
        }

        @Override
        public ModelNeed modelNeed() {
            return ModelNeed.MESSAGES;
        }

        @Override
        public EngineRun start(RunSpec spec) {
            use.accept(models.access.find(spec.endpoint().token()));
            return new FakeEngine(Flux.fromIterable(told), ending, aborting).start(spec);
        }
    }
}
