package dev.mosaic.stitcher.engine.claude;

import static dev.mosaic.stitcher.engine.claude.ClaudeScene.TOKEN;
import static dev.mosaic.stitcher.engine.claude.ClaudeScene.bash;
import static dev.mosaic.stitcher.engine.claude.ClaudeScene.edit;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.mosaic.stitcher.engine.Engine;
import dev.mosaic.stitcher.engine.EngineContract;
import dev.mosaic.stitcher.engine.EngineEvent.Context;
import dev.mosaic.stitcher.engine.EngineEvent.Usage;
import dev.mosaic.stitcher.engine.EngineRun;
import dev.mosaic.stitcher.engine.RunResult;
import dev.mosaic.stitcher.engine.RunResult.Crashed;
import dev.mosaic.stitcher.engine.RunResult.Stopped;
import dev.mosaic.stitcher.engine.RunSpec;
import dev.mosaic.stitcher.testkit.FakeAnthropic;
import dev.mosaic.stitcher.testkit.FakeAnthropic.Reply;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The engine over the wire, with a model server that plays scripts, in a real sandbox. */
class ClaudeEngineTest extends EngineContract {
    private static final String BEAT = "while :; do echo x >> beat; sleep 0.02; done";

    @RegisterExtension final ClaudeScene claude = new ClaudeScene();

    @Override
    protected Engine writing() {
        return claude.playing(
                edit("create", "made.txt", "file_text", "made\n"), FakeAnthropic.says("Done."));
    }

    @Override
    protected Engine endless() {
        return claude.playing(bash(BEAT));
    }

    @Override
    protected Engine breaking() {
        return claude.playing(FakeAnthropic.status(400, "", "no such thing"));
    }

    @Override
    protected Engine stubborn() {
        return claude.playing(bash("(" + BEAT + ") > /dev/null 2>&1 &"), FakeAnthropic.endless());
    }

    @Override
    protected Engine flooding() {
        return claude.playing(bash("touch up; yes"));
    }

    @Override
    protected RunSpec spec(int round) {
        return claude.spec(sandbox, round);
    }

    @Test
    void withoutAModelItEndsAtOnceAndNamesTheSetting() {
        var spec = new RunSpec("run-1", 1, sandbox, "do it", null, null);

        assertThat(new ClaudeEngine(claude.settings).start(spec).result().block(LIMIT))
                .isInstanceOfSatisfying(
                        Crashed.class,
                        it -> {
                            assertThat(it.passing()).isFalse();
                            assertThat(it.detail()).contains("mosaic.model.providers");
                        });
    }

    @Test
    void tokensAreSummedAndTheContextIsThatOfTheLatestTurn() throws Exception {
        var run =
                run(
                        FakeAnthropic.uses(
                                "bash", Map.of("command", "true"), FakeAnthropic.usage(100, 20, 3)),
                        FakeAnthropic.says("Done."));
        run.result().block(LIMIT);
        var events = run.events().collectList().block(LIMIT);

        assertThat(events)
                .contains(new Usage(100, 5, 20, 3), new Usage(110, 10, 20, 3))
                .contains(new Context(123, 100_000), new Context(10, 100_000));
    }

    @Test
    void instructionsToolsAndTheLastMessageAreMarkedForTheCache() throws Exception {
        run(bash("true"), FakeAnthropic.says("Done.")).result().block(LIMIT);

        for (var request : claude.server().requests()) {
            var body = request.body();
            assertThat(body.at("/system/0/cache_control/type").asString()).isEqualTo("ephemeral");
            assertThat(body.at("/tools/1/cache_control/type").asString()).isEqualTo("ephemeral");
            var last = body.path("messages").path(body.path("messages").size() - 1);
            var blocks = last.path("content");
            assertThat(blocks.path(blocks.size() - 1).at("/cache_control/type").asString())
                    .isEqualTo("ephemeral");
            assertThat(request.headers().get("X-api-key")).containsExactly(TOKEN);
            assertThat(request.path()).isEqualTo("/llm/run/v1/messages");
        }
    }

    @Test
    void aFullWindowIsSummarised() throws Exception {
        var run =
                run(
                        FakeAnthropic.uses(
                                "bash",
                                Map.of("command", "echo long ago"),
                                FakeAnthropic.usage(70_000, 9_000, 1_000)),
                        FakeAnthropic.says("I know the way."),
                        FakeAnthropic.says("Done."));

        assertThat(run.result().block(LIMIT)).isEqualTo(new Stopped("Done.", 3));
        var last = claude.server().requests().getLast().body().path("messages");
        assertThat(last.size()).isEqualTo(1);
        assertThat(last.toString()).contains("do it", "I know the way.").doesNotContain("long ago");
    }

    @Test
    void whatNoLongerFitsIsSummarisedToo() throws Exception {
        var run =
                run(
                        bash("true"),
                        FakeAnthropic.status(400, "", "prompt is too long: 9 tokens > 8 maximum"),
                        FakeAnthropic.says("I know the way."),
                        FakeAnthropic.ends("model_context_window_exceeded", ""),
                        FakeAnthropic.says("Done."));

        assertThat(run.result().block(LIMIT))
                .isInstanceOfSatisfying(
                        Crashed.class,
                        it -> {
                            assertThat(it.passing()).isFalse();
                            assertThat(it.detail()).contains("does not fit the model's window");
                        });
    }

    @Test
    void aPauseAndACutOffAnswerGoOn() throws Exception {
        var run =
                run(
                        FakeAnthropic.ends("pause_turn", "Wait."),
                        FakeAnthropic.ends("max_tokens", "I was say"),
                        FakeAnthropic.cutOff("bash", "{\"command\": \"touch pwn"),
                        FakeAnthropic.ends("stop_sequence", "Done."));

        assertThat(run.result().block(LIMIT)).isEqualTo(new Stopped("Done.", 4));
        assertThat(claude.told(3)).contains("was cut off");
        assertThat(workdir).isEmptyDirectory();
    }

    @Test
    void anAbortHangsUpInTheMiddleOfAnAnswer() throws Exception {
        var run = run(FakeAnthropic.endless());
        await().atMost(LIMIT).until(() -> claude.server().requests().size() == 1);

        run.abort().block(LIMIT);

        assertThat(run.result().block(LIMIT)).isEqualTo(new RunResult.Aborted(1));
        await().atMost(LIMIT).until(() -> claude.server().left() == 1);
    }

    private EngineRun run(Reply... script) {
        return claude.run(sandbox, script);
    }
}
