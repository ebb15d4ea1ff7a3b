package dev.mosaic.stitcher.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.mosaic.stitcher.engine.EngineEvent;
import dev.mosaic.stitcher.engine.RunResult;
import dev.mosaic.stitcher.engine.scripted.ScriptedEngines;
import dev.mosaic.stitcher.failure.Failure;
import dev.mosaic.stitcher.job.JobEvent;
import dev.mosaic.stitcher.job.work.JobLog;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

class RunSupervisorTest extends SupervisedScene {
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
}
