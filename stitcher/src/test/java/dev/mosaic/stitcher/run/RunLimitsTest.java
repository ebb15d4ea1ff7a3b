package dev.mosaic.stitcher.run;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mosaic.stitcher.engine.EngineEvent;
import dev.mosaic.stitcher.engine.RunResult;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.springframework.util.unit.DataSize;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** What ends an agent that goes on for too long, and what does not. */
class RunLimitsTest extends SupervisedScene {
    @Test
    void wallTimeIsALimitAlsoForAnAgentThatIgnoresIt() throws Exception {
        var run = run(Duration.ofSeconds(4), 9);
        var outcome = play(STUBBORN, run);

        assertThat(outcome)
                .isInstanceOfSatisfying(
                        AgentOutcome.LimitReached.class,
                        reached ->
                                assertThat(reached.limit())
                                        .isEqualTo("it ran for 4 seconds, its limit"));
        assertThat(agent(run).state()).isEqualTo(AgentState.KILLED);
        assertThat(agent(run).error())
                .isEqualTo("It was stopped: it ran for 4 seconds, its limit.");
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
        settings = watch(Duration.ofSeconds(5), DataSize.ofMegabytes(256));

        assertThat(
                        play(
                                "rounds: [{turns: [{run: for i in 1 2 3 4 5 6 7 8 9 10 11 12 13 14; do echo $i; sleep 0.4; done}]}]",
                                run(LONG, 9)))
                .isInstanceOf(AgentOutcome.Stopped.class);
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
}
