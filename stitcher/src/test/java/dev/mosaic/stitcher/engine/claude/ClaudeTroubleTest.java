package dev.mosaic.stitcher.engine.claude;

import static dev.mosaic.stitcher.engine.claude.ClaudeScene.TOKEN;
import static dev.mosaic.stitcher.engine.claude.ClaudeScene.bash;
import static org.assertj.core.api.Assertions.assertThat;

import dev.mosaic.stitcher.engine.EngineRun;
import dev.mosaic.stitcher.engine.EngineScene;
import dev.mosaic.stitcher.engine.RunResult.Crashed;
import dev.mosaic.stitcher.engine.RunResult.Stopped;
import dev.mosaic.stitcher.testkit.FakeAnthropic;
import dev.mosaic.stitcher.testkit.FakeAnthropic.Reply;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A model that does not answer as it should, or cannot. */
@Timeout(60)
class ClaudeTroubleTest extends EngineScene {
    @RegisterExtension final ClaudeScene claude = new ClaudeScene();

    @Test
    void aRefusalIsAPlainEnd() throws Exception {
        assertThat(run(FakeAnthropic.ends("refusal", "")).result().block(LIMIT))
                .isInstanceOfSatisfying(
                        Crashed.class,
                        it -> {
                            assertThat(it.passing()).isFalse();
                            assertThat(it.detail()).contains("refused to go on", "model=");
                        });
    }

    @Test
    void whatPassesIsAskedAgain() throws Exception {
        claude.settings = new ClaudeSettings(1000, LIMIT, LIMIT, LIMIT, 80, true);
        var run =
                run(
                        FakeAnthropic.status(429, "0", "slow down"),
                        FakeAnthropic.status(529, "", "overloaded"),
                        FakeAnthropic.errs("overloaded_error"),
                        FakeAnthropic.malformed(),
                        FakeAnthropic.cut(),
                        FakeAnthropic.halves(),
                        FakeAnthropic.says("Done."));

        assertThat(run.result().block(LIMIT)).isEqualTo(new Stopped("Done.", 1));
        assertThat(claude.server().requests()).hasSize(7);
    }

    @Test
    void anAnswerThatBreaksAgainAndAgainIsPutOff() throws Exception {
        claude.settings = new ClaudeSettings(1000, LIMIT, LIMIT, LIMIT, 80, true);

        assertThat(run(FakeAnthropic.errs("overloaded_error")).result().block(LIMIT))
                .isInstanceOfSatisfying(Crashed.class, it -> assertThat(it.passing()).isTrue());
        assertThat(claude.server().requests()).hasSize(5);
    }

    @ParameterizedTest
    @ValueSource(ints = {400, 401, 402, 403, 404})
    void whatCannotPassEndsTheRunWithoutTheToken(int status) throws Exception {
        var run = run(FakeAnthropic.status(status, "", "no /llm/" + TOKEN + " here"));

        assertThat(run.result().block(LIMIT))
                .isInstanceOfSatisfying(
                        Crashed.class,
                        it -> {
                            assertThat(it.passing()).isFalse();
                            assertThat(it.detail()).contains("no /llm/*** here");
                        });
        assertThat(claude.server().requests()).hasSize(1);
        assertThat(run.events().collectList().block(LIMIT).toString()).doesNotContain(TOKEN);
    }

    @Test
    void aModelThatCannotBeReachedMayBeLater() {
        assertThat(claude.engine().start(claude.spec(sandbox, 1)).result().block(LIMIT))
                .isInstanceOfSatisfying(
                        Crashed.class,
                        it -> {
                            assertThat(it.passing()).isTrue();
                            assertThat(it.detail()).contains("cannot be reached");
                        });
    }

    @Test
    void theSameFailureAgainAndAgainIsStopped() throws Exception {
        assertThat(run(bash("exit 7")).result().block(LIMIT))
                .isInstanceOfSatisfying(
                        Crashed.class, it -> assertThat(it.detail()).contains("8 times", "exit 7"));
    }

    private EngineRun run(Reply... script) {
        return claude.run(sandbox, script);
    }
}
