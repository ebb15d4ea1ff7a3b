package dev.mosaic.stitcher.run;

import static org.awaitility.Awaitility.await;

import dev.mosaic.stitcher.engine.Engine;
import dev.mosaic.stitcher.engine.Engines;
import dev.mosaic.stitcher.engine.Profile;
import dev.mosaic.stitcher.engine.RunResult;
import dev.mosaic.stitcher.engine.scripted.ScriptedEngines;
import dev.mosaic.stitcher.job.JobEvent;
import dev.mosaic.stitcher.job.JobEvent.AgentNote;
import dev.mosaic.stitcher.job.Lease;
import dev.mosaic.stitcher.job.RecordedEvent;
import dev.mosaic.stitcher.job.Stage;
import dev.mosaic.stitcher.run.FakeEngine.Play;
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
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.ResourceLock;
import org.springframework.util.unit.DataSize;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;

/** Agents under a supervisor, with real stores and the process sandbox. */
@Timeout(300)
@ResourceLock("the database of these scenes")
abstract class SupervisedScene {
    static final Duration LONG = Duration.ofMinutes(3);
    static final int TOOL_CALLS = 3;
    static final String TICKING = "while :; do echo x >> beat; sleep 0.02; done";
    static final String STUBBORN =
            "rounds: [{turns: [{run: '(" + TICKING + ") &', hang: stubborn}]}]";

    @RegisterExtension static final Postgres postgres = new Postgres();

    @TempDir Path folder;
    Path worktree;
    RunSettings settings = watch(LONG, DataSize.ofMegabytes(256));
    final Stores stores = Stores.on(postgres, Clock.systemUTC());
    final Agents agents =
            new Agents(
                    postgres.client(), postgres.transactions(), Clock.systemUTC(), stores.jobs());

    @BeforeEach
    void makeWorktree() throws IOException {
        worktree = Files.createDirectory(folder.resolve("work"));
    }

    AgentOutcome play(String script, AgentRun run) throws InterruptedException {
        return supervisor(ScriptedEngines.playing(folder, script)).run(run);
    }

    Thread inBackground(String script, AgentRun run, CompletableFuture<Throwable> ended) {
        return inBackground(ScriptedEngines.playing(folder, script), run, ended);
    }

    Thread inBackground(Engine engine, AgentRun run, CompletableFuture<Throwable> ended) {
        return inBackground(supervisor(engine), run, ended);
    }

    static Thread inBackground(
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

    RunSupervisor supervisor(Engine engine) {
        return TestSupervisor.of(
                postgres,
                stores,
                agents,
                engine,
                ProcessSandboxes.in(folder.resolve("sandboxes")),
                folder,
                settings);
    }

    RunSupervisor supervisor(Engines engines, TestModels models) {
        var sandboxes =
                TestSupervisor.sandboxes(ProcessSandboxes.in(folder.resolve("sandboxes")), folder);
        return TestSupervisor.of(stores, agents, engines, sandboxes, settings, models.models);
    }

    AgentRun run(Duration wall, int turns) {
        return run(wall, turns, null, new Payer("ada", null));
    }

    AgentRun run(Duration wall, int turns, String model, Payer payer) {
        var lease = stores.running(SampleJobs.request());
        return new AgentRun(
                UUID.randomUUID().toString(),
                lease,
                SampleJobs.REPOSITORY,
                stores.steps().begin(lease, 1, 1, Stage.WEAVE, "weaver").block(),
                Profile.WEAVER,
                "scripted",
                model,
                worktree,
                "do it",
                null,
                wall,
                turns,
                TOOL_CALLS,
                payer);
    }

    static RunSettings watch(Duration idle, DataSize output) {
        return new RunSettings(idle, Duration.ofMillis(300), output);
    }

    Agent agent(AgentRun run) {
        return agents.find(UUID.fromString(run.agent())).block();
    }

    List<String> types(AgentRun run) {
        return stores.log(run.lease()).stream().map(RecordedEvent::type).toList();
    }

    List<JobEvent> events(AgentRun run) {
        return stores.log(run.lease()).stream().map(RecordedEvent::event).toList();
    }

    <E extends JobEvent> List<E> events(AgentRun run, Class<E> type) {
        return events(run).stream().filter(type::isInstance).map(type::cast).toList();
    }

    long count(String type, AgentRun run) {
        return postgres.client()
                .sql("select count(*) from job_events where job_id = :job and type = :type")
                .bind("job", run.lease().job().value())
                .bind("type", type)
                .mapValue(Long.class)
                .one()
                .block();
    }

    String lastNote(AgentRun run) {
        return stores.events()
                .of(run.lease().job(), 1_900, 1_000)
                .map(RecordedEvent::event)
                .ofType(AgentNote.class)
                .map(AgentNote::text)
                .blockLast();
    }

    void standsStill() throws IOException {
        var beat = worktree.resolve("beat");
        var size = Files.size(beat);
        await().during(Duration.ofMillis(400)).atMost(LONG).until(() -> Files.size(beat) == size);
    }

    static void loseLease(Lease lease) {
        postgres.client()
                .sql("update runner_jobs set lease_epoch = lease_epoch + 1 where id = :id")
                .bind("id", lease.job().value())
                .then()
                .block();
    }

    static void sql(String statement) {
        postgres.client().sql(statement).then().block();
    }

    /** An engine that runs one command and does nothing when it is asked to stop. */
    static FakeEngine commanding(String line) {
        return commanding(line, new AtomicBoolean());
    }

    /**
     * @param asked becomes true when it is asked to stop
     */
    static FakeEngine commanding(String line, AtomicBoolean asked) {
        return new FakeEngine(spec -> {
            var result =
                    Mono.<RunResult>fromCallable(
                                    () -> {
                                        spec.sandbox().run(ShellCommand.line(line, LONG));
                                        return new RunResult.Stopped("", 0);
                                    })
                            .subscribeOn(Schedulers.boundedElastic())
                            .cache();
            return new Play(Flux.empty(), result, Mono.fromRunnable(() -> asked.set(true)));
        });
    }
}
