package dev.mosaic.stitcher.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.mosaic.stitcher.engine.RunResult;
import dev.mosaic.stitcher.job.StaleJob;
import dev.mosaic.stitcher.sandbox.Undying;
import java.nio.file.Files;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.springframework.util.unit.DataSize;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** How an agent ends when somebody, or something that broke, ends it. */
class RunKillTest extends SupervisedScene {
    @Test
    void whoIsInterruptedAsksBeforeItKills() throws Exception {
        var run = run(LONG, 9);
        var ended = new CompletableFuture<Throwable>();
        var thread =
                inBackground(
                        commanding(
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
        var asked = new AtomicBoolean();
        var engine = commanding("trap '' TERM INT HUP; " + TICKING, asked);
        var thread = inBackground(engine, run, ended);
        await().atMost(LONG).until(() -> Files.exists(worktree.resolve("beat")));
        thread.interrupt();
        await().atMost(LONG).untilTrue(asked);

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
        var engine = commanding("trap '' TERM INT HUP; " + TICKING);
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
        assertThat(supervisor(commanding("true")).kill(run(LONG, 9).lease().job()))
                .isCompletedWithValue(List.of());
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
    void aRunOfWhichSomethingCouldNotBeEndedDoesNotCountWhateverItSaid() throws Exception {
        var run = run(LONG, 9);
        var engine =
                new FakeEngine(
                        Flux.empty(), Mono.just(new RunResult.Stopped("done", 0)), Mono.empty());

        var outcome =
                TestSupervisor.of(postgres, stores, agents, engine, new Undying(), folder, settings)
                        .run(run);

        assertThat(outcome)
                .isInstanceOfSatisfying(
                        AgentOutcome.Crashed.class,
                        crashed -> {
                            assertThat(crashed.passing()).isTrue();
                            assertThat(crashed.detail())
                                    .contains("process 7", "mosaic doctor --sandbox");
                        });
        assertThat(agent(run).state()).isEqualTo(AgentState.FAILED);
        assertThat(types(run)).endsWith("agent.finished").doesNotContain("agent.cleaned");
    }

    @Test
    void whatSurvivedItsOwnEndIsNamedByAKillOfItsJob() throws Exception {
        var run = run(LONG, 9);
        var engine =
                new FakeEngine(
                        Flux.empty(), Mono.just(new RunResult.Stopped("done", 0)), Mono.empty());
        var undying = new Undying();
        var supervisor =
                TestSupervisor.of(postgres, stores, agents, engine, undying, folder, settings);
        supervisor.run(run);
        var job = run.lease().job();

        assertThat(supervisor.kill(job).get(30, TimeUnit.SECONDS)).containsExactly("process 7");
        assertThat(supervisor.killAgain(job).get(30, TimeUnit.SECONDS))
                .containsExactly("process 7");
        undying.dies = true;
        assertThat(supervisor.killAgain(job).get(30, TimeUnit.SECONDS)).isEmpty();
        assertThat(supervisor.killAgain(job)).isCompletedWithValue(List.of());
    }
}
