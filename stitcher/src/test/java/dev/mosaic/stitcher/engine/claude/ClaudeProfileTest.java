package dev.mosaic.stitcher.engine.claude;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mosaic.stitcher.engine.EngineEvent.ToolUsed;
import dev.mosaic.stitcher.engine.EngineRun;
import dev.mosaic.stitcher.engine.Profile;
import dev.mosaic.stitcher.engine.RunResult.Crashed;
import dev.mosaic.stitcher.engine.RunResult.Stopped;
import dev.mosaic.stitcher.engine.RunSpec;
import dev.mosaic.stitcher.engine.Steering;
import dev.mosaic.stitcher.model.ModelEndpoint;
import dev.mosaic.stitcher.sandbox.SandboxHandle;
import dev.mosaic.stitcher.sandbox.SandboxSpec;
import dev.mosaic.stitcher.sandbox.SandboxSpec.Owner;
import dev.mosaic.stitcher.sandbox.SandboxSpec.Repository;
import dev.mosaic.stitcher.sandbox.process.ProcessSandboxes;
import dev.mosaic.stitcher.testkit.FakeAnthropic;
import dev.mosaic.stitcher.testkit.FakeAnthropic.Reply;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/** What the engine offers to agents that do not weave, and how it gets an answer of a form. */
@Timeout(120)
class ClaudeProfileTest {
    private static final Duration LIMIT = Duration.ofSeconds(60);
    private static final String SCHEMA =
            """
            {"$schema": "x", "title": "y", "type": "object", "required": ["n"], "additionalProperties": false,
             "properties": {"n": {"type": "number", "minimum": 0, "description": "how many"},
                            "all": {"type": "array", "maxItems": 3, "items": {"type": "string", "maxLength": 9}}}}
            """;

    @TempDir Path folder;
    private Path workdir;
    private SandboxHandle sandbox;
    private FakeAnthropic server;

    @BeforeEach
    void openSandbox() throws Exception {
        workdir = Files.createDirectory(folder.resolve("work"));
        Files.writeString(workdir.resolve("a.txt"), "one\ntwo\n");
        sandbox =
                ProcessSandboxes.in(folder.resolve("sandboxes"))
                        .open(
                                new SandboxSpec(
                                        new Owner("profile", "1", "job", 1, "agent"),
                                        new Repository("local", 1, "team/app"),
                                        workdir,
                                        true,
                                        Map.of()));
    }

    @AfterEach
    void close() {
        sandbox.close();
        server.close();
    }

    @Test
    void whoReadsIsOfferedAViewAndNothingElseWorks() {
        var run =
                run(
                        Profile.INSPECTOR,
                        null,
                        FakeAnthropic.uses("view", Map.of("path", "a.txt")),
                        FakeAnthropic.uses("view", Map.of("path", "../sandboxes")),
                        FakeAnthropic.uses("view", Map.of("command", "create", "path", "")),
                        FakeAnthropic.uses("bash", Map.of("command", "touch made")),
                        FakeAnthropic.uses(
                                "str_replace_based_edit_tool",
                                Map.of("command", "create", "path", "made", "file_text", "x")),
                        FakeAnthropic.says("Read it."));

        assertThat(run.result().block(LIMIT)).isEqualTo(new Stopped("Read it.", 6));
        var body = body(0);
        assertThat(body.path("tools").findValuesAsString("name")).containsExactly("view");
        assertThat(body.path("output_config").isMissingNode()).isTrue();
        assertThat(body.path("system").toString()).contains("Nothing can be changed there");
        assertThat(body(1).toString()).contains("1\\tone");
        assertThat(body(5).toString()).contains("There is no such tool. Use view.");
        assertThat(run.events().ofType(ToolUsed.class).collectList().block(LIMIT))
                .extracting(ToolUsed::succeeded)
                .containsExactly(true, false, false, false, false);
        assertThat(workdir.resolve("made")).doesNotExist();
        assertThat(run.answer()).as("nobody asked for one").isNull();
    }

    @Test
    void whoOnlyWordsThingsHasNoTools() {
        var run =
                run(
                        Profile.HERALD,
                        null,
                        FakeAnthropic.uses("view", Map.of("path", "a.txt")),
                        FakeAnthropic.says("Well said."));

        assertThat(run.result().block(LIMIT)).isEqualTo(new Stopped("Well said.", 2));
        assertThat(body(0).path("tools").isMissingNode()).isTrue();
        assertThat(body(1).toString()).contains("You have no tools.");
    }

    @Test
    void anAnswerIsAskedForInItsFormAndGivenWhole() {
        var answer = "{\"n\": 1, \"all\": [\"%s\"]}".formatted("x".repeat(20_000));
        var run =
                run(
                        Profile.INSPECTOR,
                        SCHEMA,
                        FakeAnthropic.uses("view", Map.of("path", ".")),
                        FakeAnthropic.says(answer));

        assertThat(run.result().block(LIMIT)).isInstanceOf(Stopped.class);
        assertThat(run.answer()).isEqualTo(answer);
        assertThat(body(0).path("system").toString()).contains("fits this JSON Schema", "maxItems");
        for (var i : List.of(0, 1)) {
            var format = body(i).path("output_config").path("format");
            assertThat(format.path("type").stringValue()).isEqualTo("json_schema");
            assertThat(format.path("schema").toString())
                    .contains("\"additionalProperties\":false", "how many", "\"items\"")
                    .doesNotContain("$schema", "title", "minimum", "maxItems", "maxLength");
        }
    }

    @Test
    void aServerThatKnowsNoFormsIsAskedWithoutOne() {
        var run =
                run(
                        Profile.INSPECTOR,
                        SCHEMA,
                        FakeAnthropic.status(
                                400, "", "output_config: Extra inputs are not permitted"),
                        FakeAnthropic.uses("view", Map.of("path", "a.txt")),
                        FakeAnthropic.says("{\"n\": 1}"));

        assertThat(run.result().block(LIMIT)).isInstanceOf(Stopped.class);
        assertThat(run.answer()).isEqualTo("{\"n\": 1}");
        assertThat(body(1).path("output_config").isMissingNode()).isTrue();
        assertThat(body(2).path("output_config").isMissingNode()).isTrue();
    }

    @Test
    void aServerThatRefusesBothIsNotAskedAgain() {
        var run = run(Profile.INSPECTOR, SCHEMA, FakeAnthropic.status(404, "", "no such model"));

        assertThat(run.result().block(LIMIT)).isInstanceOf(Crashed.class);
        assertThat(server.requests()).hasSize(2);
        assertThat(run.answer()).isNull();
    }

    @Test
    void anAnswerThatIsCutOffIsNone() {
        var run =
                run(
                        Profile.INSPECTOR,
                        SCHEMA,
                        FakeAnthropic.ends("max_tokens", "{\"n\": 1}"),
                        FakeAnthropic.says("{\"n\": 1}"));

        assertThat(run.result().block(LIMIT))
                .isInstanceOfSatisfying(
                        Crashed.class,
                        it -> {
                            assertThat(it.passing()).isFalse();
                            assertThat(it.detail()).contains("mosaic.engine.claude.max-tokens");
                        });
        assertThat(run.answer()).isNull();
    }

    private EngineRun run(Profile profile, String answer, Reply... script) {
        server = new FakeAnthropic(script);
        var settings = new ClaudeSettings(1000, LIMIT, Duration.ofMillis(500), LIMIT, 80, true);
        return new ClaudeEngine(settings, Duration.ofMillis(10))
                .start(
                        new RunSpec(
                                "run-1",
                                1,
                                sandbox,
                                "do it",
                                null,
                                new ModelEndpoint(server.url(), "run-3f9a77", "claude-x", 100_000),
                                Steering.NONE,
                                null,
                                profile,
                                answer));
    }

    private JsonNode body(int request) {
        return server.requests().get(request).body();
    }
}
