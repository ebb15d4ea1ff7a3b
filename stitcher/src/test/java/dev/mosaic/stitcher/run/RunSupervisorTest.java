package dev.mosaic.stitcher.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.mosaic.stitcher.engine.Engine;
import dev.mosaic.stitcher.engine.EngineEvent;
import dev.mosaic.stitcher.engine.EngineRun;
import dev.mosaic.stitcher.engine.RunResult;
import dev.mosaic.stitcher.engine.RunSpec;
import dev.mosaic.stitcher.engine.scripted.ScriptedEngines;
import dev.mosaic.stitcher.failure.Failure;
import dev.mosaic.stitcher.job.JobEvent;
import dev.mosaic.stitcher.job.JobEvent.AgentNote;
import dev.mosaic.stitcher.job.Lease;
import dev.mosaic.stitcher.job.RecordedEvent;
import dev.mosaic.stitcher.job.Stage;
import dev.mosaic.stitcher.job.StaleJob;
import dev.mosaic.stitcher.job.work.JobLog;
import dev.mosaic.stitcher.sandbox.ShellCommand;
import dev.mosaic.stitcher.sandbox.process.ProcessSandboxes;
import dev.mosaic.stitcher.testkit.Postgres;
import dev.mosaic.stitcher.testkit.SampleJobs;
import dev.mosaic.stitcher.testkit.Stores;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.util.unit.DataSize;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;

@Timeout(300)
class RunSupervisorTest {
    private static final Duration LONG = Duration.ofMinutes(3);
    private static final int TOOL_CALLS = 3;
    private static final String TICKING = "while :; do echo x >> beat; sleep 0.02; done";
    private static final String STUBBORN =
            "rounds: [{turns: [{run: '(" + TICKING + ") &', hang: stubborn}]}]";

    @RegisterExtension static final Postgres postgres = new Postgres();

    @TempDir Path folder;
    private Path worktree;
    private RunSettings settings = watch(LONG, DataSize.ofMegabytes(256));
    private final Stores stores = Stores.on(postgres, Clock.systemUTC());
    private final Agents agents =
            new Agents(
                    postgres.client(), postgres.transactions(), Clock.systemUTC(), stores.jobs());

    @BeforeEach
    void makeWorktree() throws IOException {
        worktree = Files.createDirectory(folder.resolve("work"));
    }

    @Test
    void anAgentThatStopsLeavesItsWorkItsRowAndItsStory() throws Exception {
        var run = run(LONG, 9);
        var outcome =
                play(
                        """
                        rounds:
                          - turns:
                              - write: {path: made.txt, text: made}
                              - run: echo printed
                                say: All done.
                        """,
                        run);

        assertThat(outcome)
                .isInstanceOfSatisfying(
                        AgentOutcome.Stopped.class,
                        stopped -> {
                            assertThat(stopped.summary()).isEqualTo("All done.");
                            assertThat(stopped.turns()).isEqualTo(2);
                        });
        assertThat(worktree.resolve("made.txt")).hasContent("made");
        assertThat(agent(run).state()).isEqualTo(AgentState.COMPLETED);
        assertThat(types(run))
                .endsWith(
                        "agent.spawned",
                        "agent.tool",
                        "agent.tool",
                        "agent.note",
                        "agent.finished",
                        "agent.cleaned");
        assertThat(stores.log().of(run.lease().job()).map(JobLog.Chunk::text).collectList().block())
                .containsExactly("printed\n");
        assertThat(folder.resolve("sandboxes")).isEmptyDirectory();
    }

    @Test
    void whatAnAgentLeavesRunningEndsWithIt() throws Exception {
        var outcome =
                play(
                        "rounds: [{turns: [{run: 'setsid sh -c \""
                                + TICKING
                                + "\" & sleep 0.3'}]}]",
                        run(LONG, 9));

        assertThat(outcome).isInstanceOf(AgentOutcome.Stopped.class);
        assertThat(worktree.resolve("beat")).exists();
        standsStill();
    }

    @Test
    void wallTimeIsALimitAlsoForAnAgentThatIgnoresIt() throws Exception {
        var run = run(Duration.ofSeconds(2), 9);
        var outcome = play(STUBBORN, run);

        assertThat(outcome)
                .isInstanceOfSatisfying(
                        AgentOutcome.LimitReached.class,
                        reached ->
                                assertThat(reached.limit())
                                        .isEqualTo("it ran for 2 seconds, its limit"));
        assertThat(agent(run).state()).isEqualTo(AgentState.KILLED);
        assertThat(agent(run).error())
                .isEqualTo("It was stopped: it ran for 2 seconds, its limit.");
        assertThat(worktree.resolve("beat")).exists();
        standsStill();
    }

    @Test
    void turnsAreALimit() throws Exception {
        var outcome =
                play("rounds: [{turns: [{say: one}, {say: two}, {hang: true}]}]", run(LONG, 2));

        assertThat(outcome)
                .isInstanceOfSatisfying(
                        AgentOutcome.LimitReached.class,
                        reached -> {
                            assertThat(reached.limit()).isEqualTo("it took 2 turns, its limit");
                            assertThat(reached.turns()).isEqualTo(2);
                        });
    }

    @Test
    void usesOfToolsAreALimit() throws Exception {
        var run = run(LONG, 9);
        var outcome =
                play(
                        "rounds: [{turns: [{run: 'true'}, {run: 'true'}, {run: 'true'}, {run: 'true'}, {hang: true}]}]",
                        run);

        assertThat(outcome)
                .isInstanceOfSatisfying(
                        AgentOutcome.LimitReached.class,
                        reached ->
                                assertThat(reached.limit())
                                        .isEqualTo(
                                                "it used tools 3 times, its limit (mosaic.limits.tool-calls)"));
        assertThat(agent(run).state()).isEqualTo(AgentState.KILLED);
    }

    @Test
    void outputIsALimitAlsoWithoutALineEnd() throws Exception {
        settings = watch(LONG, DataSize.ofMegabytes(3));

        assertThat(play("rounds: [{turns: [{run: 'cat /dev/zero'}]}]", run(LONG, 9)))
                .isInstanceOfSatisfying(
                        AgentOutcome.LimitReached.class,
                        reached ->
                                assertThat(reached.limit())
                                        .isEqualTo(
                                                "it printed more than 3 MB (mosaic.run.output)"));
    }

    @Test
    void tokensAndTheContextAreWrittenDown() throws Exception {
        var run = run(LONG, 9);
        var engine =
                new FakeEngine(
                        Flux.just(
                                new EngineEvent.Usage(1, 2, 3, 4),
                                new EngineEvent.Context(50, 200)),
                        Mono.just(new RunResult.Stopped("done", 0)),
                        Mono.empty());

        supervisor(engine).run(run);

        assertThat(events(run))
                .contains(
                        new JobEvent.AgentUsage(run.agent(), 1, 2, 3, 4, null),
                        new JobEvent.AgentContext(run.agent(), 50, 200));
    }

    @Test
    void whoIsInterruptedAsksBeforeItKills() throws Exception {
        var run = run(LONG, 9);
        var ended = new CompletableFuture<Throwable>();
        var thread =
                inBackground(
                        new Commanding(
                                "trap 'echo bye > bye; exit' TERM; touch up; while :; do sleep 0.02; done"),
                        run,
                        ended);
        await().atMost(LONG).until(() -> Files.exists(worktree.resolve("up")));

        thread.interrupt();

        assertThat(ended.get(30, TimeUnit.SECONDS)).isInstanceOf(InterruptedException.class);
        assertThat(worktree.resolve("bye")).exists();
        assertThat(agent(run).state()).isEqualTo(AgentState.KILLED);
    }

    @Test
    void aSecondInterruptDoesNotWaitForTheLadder() throws Exception {
        settings = new RunSettings(LONG, LONG, DataSize.ofMegabytes(256));
        var run = run(LONG, 9);
        var ended = new CompletableFuture<Throwable>();
        var engine = new Commanding("trap '' TERM INT HUP; " + TICKING);
        var thread = inBackground(engine, run, ended);
        await().atMost(LONG).until(() -> Files.exists(worktree.resolve("beat")));
        thread.interrupt();
        await().atMost(LONG).untilTrue(engine.asked());

        thread.interrupt();

        assertThat(ended.get(30, TimeUnit.SECONDS)).isInstanceOf(InterruptedException.class);
        standsStill();
        assertThat(agent(run).state()).isEqualTo(AgentState.KILLED);
        assertThat(types(run)).endsWith("agent.finished", "agent.cleaned");
    }

    @Test
    void aKillAsksNobody() throws Exception {
        // whoever took the ladder would stand on it for minutes
        settings = new RunSettings(LONG, LONG, DataSize.ofMegabytes(256));
        var run = run(LONG, 9);
        var ended = new CompletableFuture<Throwable>();
        var engine = new Commanding("trap '' TERM INT HUP; " + TICKING);
        var supervisor = supervisor(engine);
        var thread = inBackground(supervisor, run, ended);
        await().atMost(LONG).until(() -> Files.exists(worktree.resolve("beat")));

        var survivors = supervisor.kill(run.lease().job());

        assertThat(survivors.get(30, TimeUnit.SECONDS)).isEmpty();
        standsStill();
        thread.interrupt();
        assertThat(ended.get(30, TimeUnit.SECONDS)).isInstanceOf(InterruptedException.class);
        assertThat(agent(run).state()).isEqualTo(AgentState.KILLED);
        assertThat(types(run)).endsWith("agent.finished", "agent.cleaned");
        assertThat(folder.resolve("sandboxes")).isEmptyDirectory();
    }

    @Test
    void anEngineThatHearsNothingIsKilledAsSoon() throws Exception {
        var run = run(LONG, 9);
        var ended = new CompletableFuture<Throwable>();
        var told = new AtomicBoolean();
        var deaf =
                new FakeEngine(Flux.never(), Mono.never(), Mono.fromRunnable(() -> told.set(true)));
        var supervisor = supervisor(deaf);
        var thread = inBackground(supervisor, run, ended);
        await().atMost(LONG)
                .until(() -> agent(run) != null && agent(run).state() == AgentState.RUNNING);

        supervisor.kill(run.lease().job());
        thread.interrupt();

        assertThat(ended.get(30, TimeUnit.SECONDS)).isInstanceOf(InterruptedException.class);
        // only told, so that it gives up what it does without a process
        assertThat(told).isTrue();
        assertThat(agent(run).state()).isEqualTo(AgentState.KILLED);
    }

    @Test
    void aKillWhereNothingRunsIsDoneAtOnce() {
        assertThat(supervisor(new Commanding("true")).kill(run(LONG, 9).lease().job()))
                .isCompletedWithValue(List.of());
    }

    @Test
    void silenceIsALimit() throws Exception {
        settings = watch(Duration.ofSeconds(1), DataSize.ofMegabytes(256));

        assertThat(play("rounds: [{turns: [{hang: true}]}]", run(LONG, 9)))
                .isInstanceOfSatisfying(
                        AgentOutcome.LimitReached.class,
                        reached ->
                                assertThat(reached.limit())
                                        .startsWith("it gave no sign of life for 1 seconds"));
    }

    @Test
    void outputIsASignOfLife() throws Exception {
        settings = watch(Duration.ofSeconds(2), DataSize.ofMegabytes(256));

        assertThat(
                        play(
                                "rounds: [{turns: [{run: for i in 1 2 3 4 5 6 7 8; do echo $i; sleep 0.4; done}]}]",
                                run(LONG, 9)))
                .isInstanceOf(AgentOutcome.Stopped.class);
    }

    @Test
    void anInterruptKillsTheAgentAndIsWrittenDown() throws Exception {
        var run = run(LONG, 9);
        var ended = new CompletableFuture<Throwable>();
        var thread = inBackground(STUBBORN, run, ended);
        await().atMost(LONG).until(() -> Files.exists(worktree.resolve("beat")));

        thread.interrupt();

        assertThat(ended.get(30, TimeUnit.SECONDS)).isInstanceOf(InterruptedException.class);
        standsStill();
        assertThat(agent(run).state()).isEqualTo(AgentState.KILLED);
        assertThat(types(run)).endsWith("agent.finished", "agent.cleaned");
        assertThat(folder.resolve("sandboxes")).isEmptyDirectory();
    }

    @Test
    void aCrashOfTheEngineIsItsOutcome() throws Exception {
        var run = run(LONG, 9);

        assertThat(play("rounds: [{turns: [{crash: out of cheese}]}]", run))
                .isInstanceOfSatisfying(
                        AgentOutcome.Crashed.class,
                        crashed -> {
                            assertThat(crashed.detail()).isEqualTo("out of cheese");
                            assertThat(crashed.passing()).isFalse();
                        });
        assertThat(agent(run).state()).isEqualTo(AgentState.FAILED);
    }

    @Test
    void anEngineThatCannotRunIsRefusedBeforeAnythingIsWritten() {
        var run = run(LONG, 9);

        assertThatThrownBy(() -> supervisor(ScriptedEngines.unavailable()).run(run))
                .isInstanceOf(Failure.Never.class)
                .hasMessageContaining("mosaic.engine.scripted.script");
        assertThat(agents.of(run.lease().job()).collectList().block()).isEmpty();
    }

    @Test
    void aLostLeaseKillsTheAgentAndLeavesTheLogAlone() throws Exception {
        var run = run(LONG, 9);
        var ended = new CompletableFuture<Throwable>();
        inBackground(
                "{pause: 200ms, rounds: [{turns: [{run: '("
                        + TICKING
                        + ") &'}"
                        + ", {say: more}".repeat(200)
                        + "]}]}",
                run,
                ended);
        await().atMost(LONG).until(() -> Files.exists(worktree.resolve("beat")));

        loseLease(run.lease());

        assertThat(ended.get(30, TimeUnit.SECONDS)).isInstanceOf(StaleJob.class);
        standsStill();
        assertThat(agent(run).state()).isEqualTo(AgentState.KILLED);
        assertThat(types(run)).doesNotContain("agent.finished", "agent.cleaned");
    }

    @Test
    void aFailureOfTheDatabaseDoesNotLeaveTheAgentRunning() throws Exception {
        var run = run(LONG, 9);
        var ended = new CompletableFuture<Throwable>();
        inBackground(
                "{pause: 200ms, rounds: [{turns: [{run: '("
                        + TICKING
                        + ") &'}"
                        + ", {say: more}".repeat(200)
                        + "]}]}",
                run,
                ended);
        await().atMost(LONG).until(() -> Files.exists(worktree.resolve("beat")));

        sql("alter table job_events rename to job_events_gone");
        try {
            assertThat(ended.get(60, TimeUnit.SECONDS)).isInstanceOf(RuntimeException.class);
            standsStill();
            assertThat(folder.resolve("sandboxes")).isEmptyDirectory();
        } finally {
            sql("alter table job_events_gone rename to job_events");
        }
    }

    @Test
    void anEngineThatNeitherEndsNorAbortsHoldsNobodyUp() throws Exception {
        var deaf = new FakeEngine(Flux.never(), Mono.never(), Mono.never());

        assertThat(supervisor(deaf).run(run(Duration.ofSeconds(1), 9)))
                .isInstanceOf(AgentOutcome.LimitReached.class);
    }

    @Test
    void anEngineThatBreaksItsContractHasCrashed() throws Exception {
        var empty = new FakeEngine(Flux.empty(), Mono.empty(), Mono.empty());
        var failing =
                new FakeEngine(
                        Flux.empty(), Mono.error(new IllegalStateException("x")), Mono.empty());

        assertThat(supervisor(empty).run(run(LONG, 9))).isInstanceOf(AgentOutcome.Crashed.class);
        assertThat(supervisor(failing).run(run(LONG, 9))).isInstanceOf(AgentOutcome.Crashed.class);
    }

    @Test
    void hostileTextIsMadeHarmless() throws Exception {
        var run = run(LONG, 9);
        var hostile = "\u0000\u001b]52;c;x\u0007\ud800\u202e<b>" + "y".repeat(100_000);
        var engine =
                new FakeEngine(
                        Flux.just(
                                new EngineEvent.Note(hostile),
                                new EngineEvent.ToolUsed(hostile, hostile, true)),
                        Mono.just(new RunResult.Stopped(hostile, 0)),
                        Mono.empty());

        supervisor(engine).run(run);

        assertThat(events(run))
                .allSatisfy(event ->
                        assertThat(event.toString())
                                .hasSizeLessThan(10_000)
                                .doesNotContain("\u001b", "\u0000", "\u202e", "\ud800"));
    }

    @Test
    void anAgentThatTalksTooMuchIsCutShort() throws Exception {
        var run = run(LONG, 9);
        var engine =
                new FakeEngine(
                        Flux.range(1, 2_500).map(n -> new EngineEvent.Note("note " + n)),
                        Mono.just(new RunResult.Stopped("done", 0)),
                        Mono.empty());

        supervisor(engine).run(run);

        assertThat(count("agent.note", run)).isEqualTo(2_001);
        assertThat(lastNote(run))
                .isEqualTo("… and 500 more remarks and uses of tools, which are not listed.");
    }

    private AgentOutcome play(String script, AgentRun run) throws InterruptedException {
        return supervisor(ScriptedEngines.playing(folder, script)).run(run);
    }

    private Thread inBackground(String script, AgentRun run, CompletableFuture<Throwable> ended) {
        return inBackground(ScriptedEngines.playing(folder, script), run, ended);
    }

    private Thread inBackground(Engine engine, AgentRun run, CompletableFuture<Throwable> ended) {
        return inBackground(supervisor(engine), run, ended);
    }

    private static Thread inBackground(
            RunSupervisor supervisor, AgentRun run, CompletableFuture<Throwable> ended) {
        return Thread.ofVirtual()
                .start(() -> {
                    try {
                        supervisor.run(run);
                        ended.complete(new AssertionError("it came back"));
                    } catch (Throwable e) {
                        ended.complete(e);
                    }
                });
    }

    private RunSupervisor supervisor(Engine engine) {
        return TestSupervisor.of(
                postgres,
                stores,
                agents,
                engine,
                ProcessSandboxes.in(folder.resolve("sandboxes")),
                folder,
                settings);
    }

    private AgentRun run(Duration wall, int turns) {
        var lease = stores.running(SampleJobs.request());
        return new AgentRun(
                UUID.randomUUID().toString(),
                lease,
                SampleJobs.REPOSITORY,
                stores.steps().begin(lease, 1, 1, Stage.WEAVE, "weaver").block(),
                "weaver",
                "scripted",
                null,
                worktree,
                "do it",
                wall,
                turns,
                TOOL_CALLS,
                new Payer("ada", null));
    }

    private static RunSettings watch(Duration idle, DataSize output) {
        return new RunSettings(idle, Duration.ofMillis(300), output);
    }

    private Agent agent(AgentRun run) {
        return agents.find(UUID.fromString(run.agent())).block();
    }

    private List<String> types(AgentRun run) {
        return stores.log(run.lease()).stream().map(RecordedEvent::type).toList();
    }

    private List<JobEvent> events(AgentRun run) {
        return stores.log(run.lease()).stream().map(RecordedEvent::event).toList();
    }

    private long count(String type, AgentRun run) {
        return postgres.client()
                .sql("select count(*) from job_events where job_id = :job and type = :type")
                .bind("job", run.lease().job().value())
                .bind("type", type)
                .mapValue(Long.class)
                .one()
                .block();
    }

    private String lastNote(AgentRun run) {
        return stores.events()
                .of(run.lease().job(), 1_900, 1_000)
                .map(RecordedEvent::event)
                .ofType(AgentNote.class)
                .map(AgentNote::text)
                .blockLast();
    }

    private void standsStill() throws IOException {
        var beat = worktree.resolve("beat");
        var size = Files.size(beat);
        await().during(Duration.ofMillis(400)).atMost(LONG).until(() -> Files.size(beat) == size);
    }

    private static void loseLease(Lease lease) {
        postgres.client()
                .sql("update runner_jobs set lease_epoch = lease_epoch + 1 where id = :id")
                .bind("id", lease.job().value())
                .then()
                .block();
    }

    private static void sql(String statement) {
        postgres.client().sql(statement).then().block();
    }

    /** An engine that runs one command and does nothing when it is asked to stop. */
    private record Commanding(String line, AtomicBoolean asked) implements Engine {
        Commanding(String line) {
            this(line, new AtomicBoolean());
        }

        @Override
        public String name() {
            return "scripted";
        }

        @Override
        public String description() {
            return "Commanding.";
        }

        @Override
        public Optional<String> unavailable() {
            return Optional.empty();
        }

        @Override
        public EngineRun start(RunSpec spec) {
            var result =
                    Mono.<RunResult>fromCallable(
                                    () -> {
                                        spec.sandbox().run(ShellCommand.line(line, LONG));
                                        return new RunResult.Stopped("", 0);
                                    })
                            .subscribeOn(Schedulers.boundedElastic())
                            .cache();
            return new FakeEngine(Flux.empty(), result, Mono.fromRunnable(() -> asked.set(true)))
                    .start(spec);
        }
    }
}
