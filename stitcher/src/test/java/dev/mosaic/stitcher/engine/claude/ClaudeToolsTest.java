package dev.mosaic.stitcher.engine.claude;

import static dev.mosaic.stitcher.engine.claude.ClaudeScene.bash;
import static dev.mosaic.stitcher.engine.claude.ClaudeScene.edit;
import static dev.mosaic.stitcher.engine.claude.ClaudeScene.tools;
import static org.assertj.core.api.Assertions.assertThat;

import dev.mosaic.stitcher.engine.EngineEvent.ToolUsed;
import dev.mosaic.stitcher.engine.EngineRun;
import dev.mosaic.stitcher.engine.EngineScene;
import dev.mosaic.stitcher.engine.RunResult.Stopped;
import dev.mosaic.stitcher.testkit.FakeAnthropic;
import dev.mosaic.stitcher.testkit.FakeAnthropic.Reply;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What the tools of the engine do in a real sandbox, and what its model is told of that. */
@Timeout(60)
class ClaudeToolsTest extends EngineScene {
    @RegisterExtension final ClaudeScene claude = new ClaudeScene();

    @Test
    void theEditorViewsCreatesReplacesAndInserts() throws Exception {
        var run =
                run(
                        edit("create", "a/b.txt", "file_text", "one\ntwo\nthree\n"),
                        edit("view", workdir + "/a/b.txt", "view_range", List.of(2, -1)),
                        edit("str_replace", "a/b.txt", "old_str", "two", "new_str", "2 $HOME '"),
                        edit("insert", "a/b.txt", "insert_line", 1, "insert_text", "1.5"),
                        edit("view", "."),
                        FakeAnthropic.says("Done."));

        assertThat(run.result().block(LIMIT)).isEqualTo(new Stopped("Done.", 6));
        assertThat(workdir.resolve("a/b.txt")).hasContent("one\n1.5\n2 $HOME '\nthree\n");
        assertThat(claude.told(2)).isEqualTo("     2\ttwo\n     3\tthree\n");
        assertThat(claude.told(5)).isEqualTo("a\na/b.txt");
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

        assertThat(claude.told(1)).contains("more than once");
        assertThat(claude.told(2)).contains("not found");
        assertThat(claude.told(3)).contains("no such file");
        assertThat(claude.told(4)).contains("view_range");
        assertThat(claude.told(5)).contains("no such command");
        assertThat(claude.told(6)).contains("no such tool");
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
        assertThat(claude.server().requests().toString())
                .doesNotContain("secret of another", "root:x");
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

        assertThat(claude.told(1).length()).isLessThan(70_000);
        assertThat(claude.told(1)).contains("cut after 64 KB", "1000000 line ends");
    }

    @Test
    void hugeOutputIsCut() throws Exception {
        run(bash("yes | head -c 5000000; echo end"), FakeAnthropic.says("Done."))
                .result()
                .block(LIMIT);

        assertThat(claude.told(1).length()).isLessThan(70_000);
        assertThat(claude.told(1)).contains("bytes of output dropped").endsWith("end\n");
    }

    @Test
    void aCommandBeyondItsTimeIsEndedAndTheModelIsTold() throws Exception {
        claude.settings = new ClaudeSettings(1000, Duration.ofMillis(700), LIMIT, LIMIT, 80, true);
        var run = run(bash("echo begun; sleep 600"), FakeAnthropic.says("Done."));

        assertThat(run.result().block(LIMIT)).isEqualTo(new Stopped("Done.", 2));
        assertThat(claude.told(1)).startsWith("begun\n").contains("ran longer than 0.7 s");
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

        assertThat(claude.told(2)).isEqualTo(workdir.toRealPath() + "/sub/deep\n[exit code 3]");
        assertThat(claude.told(4)).isEqualTo(workdir.toRealPath() + "\n");
    }

    private EngineRun run(Reply... script) {
        return claude.run(sandbox, script);
    }
}
