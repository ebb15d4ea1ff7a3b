package dev.mosaic.stitcher.engine.claude;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.mosaic.stitcher.engine.Engine;
import dev.mosaic.stitcher.engine.EngineContract;
import dev.mosaic.stitcher.engine.EngineEvent.Context;
import dev.mosaic.stitcher.engine.EngineEvent.ToolUsed;
import dev.mosaic.stitcher.engine.EngineEvent.Usage;
import dev.mosaic.stitcher.engine.EngineRun;
import dev.mosaic.stitcher.engine.RunResult;
import dev.mosaic.stitcher.engine.RunResult.Crashed;
import dev.mosaic.stitcher.engine.RunResult.Stopped;
import dev.mosaic.stitcher.engine.RunSpec;
import dev.mosaic.stitcher.model.ModelEndpoint;
import dev.mosaic.stitcher.testkit.FakeAnthropic;
import dev.mosaic.stitcher.testkit.FakeAnthropic.Reply;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The engine over the wire, with a model server that plays scripts, in a real sandbox. */
class ClaudeEngineTest extends EngineContract {
    private static final String TOKEN = "run-token-3f9a77";
    private static final String EDIT = "str_replace_based_edit_tool";
    private static final String BEAT = "while :; do echo x >> beat; sleep 0.02; done";

    private final List<FakeAnthropic> servers = new ArrayList<>();
    private ClaudeSettings settings =
            new ClaudeSettings(1000, LIMIT, Duration.ofMillis(500), LIMIT, 80, true);
    private long window = 100_000;
    private URI url = URI.create("http://127.0.0.1:9");

    @AfterEach
    void closeServers() {
        servers.forEach(FakeAnthropic::close);
    }

    @Override
    protected Engine writing() {
        return playing(
                edit("create", "made.txt", "file_text", "made\n"), FakeAnthropic.says("Done."));
    }

    @Override
    protected Engine endless() {
        return playing(bash(BEAT));
    }

    @Override
    protected Engine breaking() {
        return playing(FakeAnthropic.status(400, "", "no such thing"));
    }

    @Override
    protected Engine stubborn() {
        return playing(bash("(" + BEAT + ") > /dev/null 2>&1 &"), FakeAnthropic.endless());
    }

    @Override
    protected Engine flooding() {
        return playing(bash("touch up; yes"));
    }

    @Override
    protected RunSpec spec(int round) {
        return new RunSpec(
                "run-1",
                round,
                sandbox,
                "do it",
                null,
                new ModelEndpoint(url, TOKEN, "claude-x", window));
    }

    @Test
    void withoutAModelItEndsAtOnceAndNamesTheSetting() {
        var spec = new RunSpec("run-1", 1, sandbox, "do it", null, null);

        assertThat(new ClaudeEngine(settings).start(spec).result().block(LIMIT))
                .isInstanceOfSatisfying(
                        Crashed.class,
                        it -> {
                            assertThat(it.passing()).isFalse();
                            assertThat(it.detail()).contains("mosaic.model.providers");
                        });
    }

    @Test
    void theEditorViewsCreatesReplacesAndInserts() throws Exception {
        var run =
                run(
                        edit("create", "a/b.txt", "file_text", "one\ntwo\nthree\n"),
                        edit("view", workdir + "/a/b.txt", "view_range", List.of(2, -1)),
                        FakeAnthropic.uses(
                                EDIT,
                                Map.of(
                                        "command",
                                        "str_replace",
                                        "path",
                                        "a/b.txt",
                                        "old_str",
                                        "two",
                                        "new_str",
                                        "2 $HOME '")),
                        FakeAnthropic.uses(
                                EDIT,
                                Map.of(
                                        "command",
                                        "insert",
                                        "path",
                                        "a/b.txt",
                                        "insert_line",
                                        1,
                                        "insert_text",
                                        "1.5")),
                        edit("view", "."),
                        FakeAnthropic.says("Done."));

        assertThat(run.result().block(LIMIT)).isEqualTo(new Stopped("Done.", 6));
        assertThat(workdir.resolve("a/b.txt")).hasContent("one\n1.5\n2 $HOME '\nthree\n");
        assertThat(told(2)).isEqualTo("     2\ttwo\n     3\tthree\n");
        assertThat(told(5)).isEqualTo("a\na/b.txt");
        assertThat(tools(run)).allMatch(ToolUsed::succeeded).hasSize(5);
    }

    @Test
    void whatTheEditorCannotDoIsSaidToTheModel() throws Exception {
        Files.writeString(workdir.resolve("twice"), "x x");
        run(
                        edit("str_replace", "twice", "old_str", "x"),
                        edit("str_replace", "twice", "old_str", "z"),
                        edit("view", "missing"),
                        edit("view", "twice", "view_range", List.of(5, 2)),
                        edit("undo_edit", "twice"),
                        FakeAnthropic.uses("web", Map.of()),
                        FakeAnthropic.says("Done."))
                .result()
                .block(LIMIT);

        assertThat(told(1)).contains("more than once");
        assertThat(told(2)).contains("not found");
        assertThat(told(3)).contains("no such file");
        assertThat(told(4)).contains("view_range");
        assertThat(told(5)).contains("no such command");
        assertThat(told(6)).contains("no such tool");
    }

    /** S2: an engine whose reading tool works in the JVM would hand out what the JVM may read. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "/proc/self/environ",
                "/etc/passwd",
                "../../other",
                "link/other",
                "link",
                "missing/../../other",
                "/proc/self/root/etc/passwd"
            })
    void nothingOutsideTheWorkFolderIsViewedOrWritten(String path) throws Exception {
        var other = Files.createDirectory(folder.resolve("outside")).resolve("other");
        Files.writeString(other, "secret of another");
        Files.writeString(folder.resolve("other"), "secret of another");
        Files.createSymbolicLink(workdir.resolve("link"), folder.resolve("outside"));

        var run =
                run(
                        edit("view", path),
                        edit("create", path, "file_text", "pwned"),
                        edit("view", path, "view_range", List.of(1, 2)),
                        FakeAnthropic.says("Done."));
        run.result().block(LIMIT);

        assertThat(tools(run)).hasSize(3).noneMatch(ToolUsed::succeeded);
        assertThat(server().requests().toString()).doesNotContain("secret of another", "root:x");
        assertThat(other).hasContent("secret of another");
        assertThat(folder.resolve("other")).hasContent("secret of another");
    }

    @Test
    void aLinkWithinTheWorkFolderIsFollowed() throws Exception {
        Files.createDirectory(workdir.resolve("real"));
        Files.createSymbolicLink(workdir.resolve("link"), Path.of("real"));

        run(edit("create", "link/new", "file_text", "x"), FakeAnthropic.says("Done."))
                .result()
                .block(LIMIT);

        assertThat(workdir.resolve("real/new")).hasContent("x");
    }

    @Test
    void aHugeFileIsShownInPart() throws Exception {
        Files.writeString(workdir.resolve("huge"), "line of a huge file\n".repeat(1_000_000));
        run(edit("view", "huge"), FakeAnthropic.says("Done.")).result().block(LIMIT);

        assertThat(told(1).length()).isLessThan(70_000);
        assertThat(told(1)).contains("cut after 64 KB", "1000000 line ends");
    }

    @Test
    void hugeOutputIsCut() throws Exception {
        run(bash("yes | head -c 5000000; echo end"), FakeAnthropic.says("Done."))
                .result()
                .block(LIMIT);

        assertThat(told(1).length()).isLessThan(70_000);
        assertThat(told(1)).contains("bytes of output dropped").endsWith("end\n");
    }

    @Test
    void aCommandBeyondItsTimeIsEndedAndTheModelIsTold() throws Exception {
        settings = new ClaudeSettings(1000, Duration.ofMillis(700), LIMIT, LIMIT, 80, true);
        var run = run(bash("echo begun; sleep 600"), FakeAnthropic.says("Done."));

        assertThat(run.result().block(LIMIT)).isEqualTo(new Stopped("Done.", 2));
        assertThat(told(1)).startsWith("begun\n").contains("ran longer than 0.7 s");
    }

    @Test
    void commandsKeepTheirFolderUntilARestart() throws Exception {
        run(
                        bash("mkdir -p sub/deep && cd sub/deep"),
                        bash("pwd; exit 3"),
                        FakeAnthropic.uses("bash", Map.of("restart", true)),
                        bash("pwd; cat"),
                        FakeAnthropic.says("Done."))
                .result()
                .block(LIMIT);

        assertThat(told(2)).isEqualTo(workdir.toRealPath() + "/sub/deep\n[exit code 3]");
        assertThat(told(4)).isEqualTo(workdir.toRealPath() + "\n");
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

        for (var request : server().requests()) {
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
        var last = server().requests().getLast().body().path("messages");
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
        assertThat(told(3)).contains("was cut off");
        assertThat(workdir).isEmptyDirectory();
    }

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
        settings = new ClaudeSettings(1000, LIMIT, LIMIT, LIMIT, 80, true);
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
        assertThat(server().requests()).hasSize(7);
    }

    @Test
    void anAnswerThatBreaksAgainAndAgainIsPutOff() throws Exception {
        settings = new ClaudeSettings(1000, LIMIT, LIMIT, LIMIT, 80, true);

        assertThat(run(FakeAnthropic.errs("overloaded_error")).result().block(LIMIT))
                .isInstanceOfSatisfying(Crashed.class, it -> assertThat(it.passing()).isTrue());
        assertThat(server().requests()).hasSize(5);
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
        assertThat(server().requests()).hasSize(1);
        assertThat(run.events().collectList().block(LIMIT).toString()).doesNotContain(TOKEN);
    }

    @Test
    void aModelThatCannotBeReachedMayBeLater() {
        assertThat(engine().start(spec(1)).result().block(LIMIT))
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

    @Test
    void anAbortHangsUpInTheMiddleOfAnAnswer() throws Exception {
        var run = run(FakeAnthropic.endless());
        await().atMost(LIMIT).until(() -> server().requests().size() == 1);

        run.abort().block(LIMIT);

        assertThat(run.result().block(LIMIT)).isEqualTo(new RunResult.Aborted(1));
        await().atMost(LIMIT).until(() -> server().left() == 1);
    }

    private EngineRun run(Reply... script) {
        return playing(script).start(spec(1));
    }

    private Engine playing(Reply... script) {
        servers.add(new FakeAnthropic(script));
        url = server().url();
        return engine();
    }

    private Engine engine() {
        return new ClaudeEngine(settings, Duration.ofMillis(20));
    }

    private FakeAnthropic server() {
        return servers.getLast();
    }

    /** What the tool answered that was used in the n-th answer of the model. */
    private String told(int turn) {
        var messages = server().requests().get(turn).body().path("messages");
        return messages.path(messages.size() - 1).at("/content/0/content").asString();
    }

    private static List<ToolUsed> tools(EngineRun run) {
        return run.events().ofType(ToolUsed.class).collectList().block(LIMIT);
    }

    private static Reply bash(String command) {
        return FakeAnthropic.uses("bash", Map.of("command", command));
    }

    private static Reply edit(String command, String path, Object... more) {
        var input = new HashMap<String, Object>(Map.of("command", command, "path", path));
        for (var i = 0; i < more.length; i += 2) {
            input.put((String) more[i], more[i + 1]);
        }
        return FakeAnthropic.uses(EDIT, input);
    }
}
