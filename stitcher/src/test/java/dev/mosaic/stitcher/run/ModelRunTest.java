package dev.mosaic.stitcher.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.mosaic.stitcher.engine.Engine;
import dev.mosaic.stitcher.engine.EngineEvent;
import dev.mosaic.stitcher.engine.ModelNeed;
import dev.mosaic.stitcher.engine.RunResult;
import dev.mosaic.stitcher.failure.Failure;
import dev.mosaic.stitcher.job.JobEvent;
import dev.mosaic.stitcher.model.OpenRun;
import dev.mosaic.stitcher.model.ledger.Account;
import dev.mosaic.stitcher.model.ledger.Reserved;
import dev.mosaic.stitcher.model.ledger.Scope;
import dev.mosaic.stitcher.model.ledger.Standing;
import dev.mosaic.stitcher.model.ledger.Tokens;
import dev.mosaic.stitcher.run.FakeEngine.Play;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** What a run has to do with its model: the way there, its end, and what is told of the money. */
class ModelRunTest extends SupervisedScene {
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

    private TestModels models;
    private RunSupervisor supervisor;

    @Test
    void aRunGetsAWayToItsModelThatEndsWithIt() throws Exception {
        var seen = new CompletableFuture<OpenRun>();
        var engine = asking(seen::complete, Mono.just(new RunResult.Stopped("done", 1)));
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
                asking(
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
        var run = run(asking(open -> open.watch().exceeded(refusal), Mono.never()), SETTINGS, null);

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
                            asking(open -> open.watch().exceeded(refusal), Mono.just(end)),
                            SETTINGS,
                            null);

            assertThat(supervisor.run(run)).isInstanceOf(AgentOutcome.BudgetUsedUp.class);
        }
    }

    @Test
    void aKillEndsTheWayToTheModelAtOnce() throws Exception {
        var seen = new CompletableFuture<OpenRun>();
        var run = run(asking(seen::complete, Mono.never()), SETTINGS, null);
        var ended = new CompletableFuture<Throwable>();
        var thread = inBackground(supervisor, run, ended);
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
                asking(
                        seen::complete,
                        new Play(
                                Flux.empty(),
                                Mono.never(),
                                Mono.fromRunnable(
                                        () -> closedWhenAsked.complete(seen.join().isClosed()))));
        var run = run(engine, SETTINGS, null);
        var thread = inBackground(supervisor, run, new CompletableFuture<>());
        seen.get(60, TimeUnit.SECONDS);

        thread.interrupt();

        assertThat(closedWhenAsked.get(60, TimeUnit.SECONDS)).isTrue();
        thread.join();
    }

    @Test
    void aCallThatTheEndCutsOffIsInTheAgentsRow() throws Exception {
        var engine =
                asking(
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
        var run = run(asking(_ -> {}, Mono.never()), SETTINGS, null);
        var account = new Account(run.lease().job(), UUID.randomUUID(), "ada", "local:1", null);
        var use = new ModelUse();
        use.close();

        use.opened(models.access.open(account, null, use).block());

        assertThat(models.access.find(use.endpoint().token())).isNull();
    }

    @Test
    void anEngineWithoutItsModelIsRefusedBeforeAnythingIsWritten() {
        var engine = asking(_ -> {}, Mono.never());
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
        var run = run(asking(_ -> {}, Mono.never()), settings, null);
        var ended = new CompletableFuture<Throwable>();
        var thread = inBackground(supervisor, run, ended);

        await().during(Duration.ofMillis(500)).atMost(LONG).until(() -> !ended.isDone());

        thread.interrupt();
        await().atMost(LONG).until(ended::isDone);
        assertThat(ended.join()).isInstanceOf(InterruptedException.class);
    }

    private AgentRun run(Engine engine, Map<String, String> properties, String model) {
        var engines = TestSupervisor.only(engine);
        models = new TestModels(postgres, engines, properties);
        supervisor = supervisor(engines, models);
        return run(LONG, 9, model, new Payer("ada", new BigDecimal("2")));
    }

    /** An engine that uses its model as a test wants it. */
    private FakeEngine asking(
            Consumer<OpenRun> use, Mono<? extends RunResult> ending, EngineEvent... told) {
        return asking(use, new Play(Flux.just(told), ending, Mono.empty()));
    }

    private FakeEngine asking(Consumer<OpenRun> use, Play play) {
        return new FakeEngine(
                spec -> {
                    use.accept(models.access.find(spec.endpoint().token()));
                    return play;
                },
                false,
                ModelNeed.MESSAGES);
    }
}
