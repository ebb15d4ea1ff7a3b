package dev.mosaic.stitcher.engine.claude;

import static dev.mosaic.stitcher.engine.claude.ClaudeScene.bash;
import static dev.mosaic.stitcher.engine.claude.ClaudeScene.edit;
import static org.assertj.core.api.Assertions.assertThat;

import dev.mosaic.stitcher.engine.EarlierConversation;
import dev.mosaic.stitcher.engine.EngineEvent.Note;
import dev.mosaic.stitcher.engine.EngineRun;
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
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

/** A run that goes on with what an earlier one said, or begins anew where that does not fit. */
@Timeout(120)
class ClaudeConversationTest {
    private static final Duration LIMIT = Duration.ofSeconds(30);

    @TempDir Path folder;
    private final List<SandboxHandle> sandboxes = new ArrayList<>();
    private FakeAnthropic server;
    private boolean resume = true;
    private final long window = 100_000;
    private String model = "claude-x";

    @BeforeEach
    void start() {
        server = new FakeAnthropic(FakeAnthropic.says("Nothing."));
    }

    @AfterEach
    void close() {
        sandboxes.forEach(SandboxHandle::close);
        server.close();
    }

    @Test
    void theNextRunTellsTheModelAllThatWasSaidAndThenTheReasons() throws Exception {
        var first =
                ended(
                        run(
                                null,
                                bash("echo one; exit 3"),
                                edit(
                                        "create",
                                        folder.resolve("work0") + "/a.txt",
                                        "file_text",
                                        "text\n"),
                                FakeAnthropic.says("Made it.")));
        var before = server.requests().size();
        var old = workdir();

        var second = run(first.conversation(), FakeAnthropic.says("Mended."));

        assertThat(second.result().block(LIMIT)).isEqualTo(new Stopped("Mended.", 1));
        var messages = server.requests().get(before).body().path("messages");
        assertThat(messages).hasSize(7);
        assertThat(messages.path(0).toString()).contains("do it");
        assertThat(messages.at("/1/content/0/type").asString()).isEqualTo("tool_use");
        assertThat(messages.at("/1/content/0/input/command").asString())
                .isEqualTo("echo one; exit 3");
        assertThat(messages.at("/2/content/0/tool_use_id"))
                .isEqualTo(messages.at("/1/content/0/id"));
        assertThat(messages.at("/2/content/0/is_error").asBoolean()).isTrue();
        assertThat(messages.at("/2/content/0/content").asString()).contains("one", "[exit code 3]");
        assertThat(messages.at("/3/content/0/input/path").asString())
                .isEqualTo(workdir() + "/a.txt")
                .isNotEqualTo(old + "/a.txt");
        assertThat(messages.at("/3/content/0/id")).isNotEqualTo(messages.at("/1/content/0/id"));
        assertThat(messages.at("/5/content/0/text").asString()).isEqualTo("Made it.");
        assertThat(messages.at("/6/content/0/text").asString()).isEqualTo("mend it");
        assertThat(messages.toString()).doesNotContain(old.toString());
        assertThat(notes(second)).contains("The conversation of the round before goes on.");
        assertThat(ended(second).conversation()).contains("Made it.", "mend it", "Mended.");
    }

    @Test
    void aSummaryOfARunThatWentOnBringsItsWholeTaskBack() throws Exception {
        var first = ended(run(null, FakeAnthropic.says("Made it.")));
        var before = server.requests().size();

        run(
                        first.conversation(),
                        FakeAnthropic.uses(
                                "bash",
                                Map.of("command", "echo two"),
                                FakeAnthropic.usage(90_000, 0, 0)),
                        FakeAnthropic.says("I did much."),
                        FakeAnthropic.says("Mended."))
                .result()
                .block(LIMIT);

        assertThat(messages(before + 2)).hasSize(1);
        assertThat(messages(before + 2).toString())
                .contains("do it", "I did much.")
                .doesNotContain("Made it.");
    }

    @Test
    void whatFillsHalfOfTheWindowBeginsAnew() throws Exception {
        var full =
                FakeAnthropic.uses(
                        "bash", Map.of("command", "true"), FakeAnthropic.usage(50_000, 0, 0));
        var first = ended(run(null, full, FakeAnthropic.says("Made it.")));
        // the last turn was a small one: what counts is the last
        assertAnew(first.conversation().replaceFirst("\"fill\":[0-9]+", "\"fill\":50000"));
        assertResumed(first.conversation().replaceFirst("\"fill\":[0-9]+", "\"fill\":49999"));
    }

    @Test
    void anotherModelBeginsAnew() throws Exception {
        var first = ended(run(null, FakeAnthropic.says("Made it.")));
        model = "claude-y";

        assertAnew(first.conversation());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "{}",
                "null",
                "[]",
                "nope",
                "{\"version\":2,\"model\":\"claude-x\",\"folder\":\"/w\",\"fill\":1,\"turns\":[]}",
                "{\"version\":1,\"model\":\"claude-x\",\"folder\":\"/w\",\"fill\":1,\"turns\":[]}",
                "{\"version\":1,\"model\":\"claude-x\",\"folder\":\"/w\",\"fill\":1,\"turns\":[{\"byModel\":false}]}",
                "{\"version\":1,\"model\":\"claude-x\",\"folder\":\"/w\",\"fill\":1,\"turns\":[{\"byModel\":false,\"blocks\":[null]}]}"
            })
    void whatIsNoConversationBeginsAnew(String broken) throws Exception {
        assertAnew(broken);
    }

    @Test
    void switchedOffNothingIsLeftAndNothingTaken() throws Exception {
        var first = ended(run(null, FakeAnthropic.says("Made it.")));
        resume = false;

        assertAnew(first.conversation());
        assertThat(ended(run(null, FakeAnthropic.says("Made it."))).conversation()).isNull();
    }

    @Test
    void aRunThatBrokeLeavesNothing() throws Exception {
        var run = run(null, FakeAnthropic.status(400, "", "no"));

        run.result().block(LIMIT);

        assertThat(run.conversation()).isNull();
    }

    private void assertAnew(String conversation) throws Exception {
        var before = server.requests().size();
        run(conversation, FakeAnthropic.says("Done.")).result().block(LIMIT);
        assertThat(messages(before)).hasSize(1);
        assertThat(messages(before).toString()).contains("do it").doesNotContain("mend it");
    }

    private void assertResumed(String conversation) throws Exception {
        var before = server.requests().size();
        run(conversation, FakeAnthropic.says("Done.")).result().block(LIMIT);
        assertThat(messages(before).toString()).contains("mend it", "Made it.");
    }

    private JsonNode messages(int request) {
        return server.requests().get(request).body().path("messages");
    }

    private Path workdir() {
        return sandboxes.isEmpty() ? folder : sandboxes.getLast().workdir();
    }

    /**
     * @param conversation to go on from; null to begin anew
     */
    private EngineRun run(@Nullable String conversation, Reply... script) throws Exception {
        var number = sandboxes.size();
        var sandbox =
                ProcessSandboxes.in(folder.resolve("sandboxes" + number))
                        .open(
                                new SandboxSpec(
                                        new Owner("conversation", "1", "job", 1, "agent" + number),
                                        new Repository("local", 1, "team/app"),
                                        Files.createDirectory(folder.resolve("work" + number)),
                                        true,
                                        Map.of()));
        sandboxes.add(sandbox);
        server.play(script);
        var settings = new ClaudeSettings(1000, LIMIT, LIMIT, LIMIT, 80, resume);
        return new ClaudeEngine(settings, Duration.ofMillis(20))
                .start(
                        new RunSpec(
                                "run-" + number,
                                number + 1,
                                sandbox,
                                "do it",
                                null,
                                new ModelEndpoint(server.url(), "token-1", model, window),
                                Steering.NONE,
                                conversation == null
                                        ? null
                                        : new EarlierConversation(conversation, "mend it")));
    }

    private static EngineRun ended(EngineRun run) {
        assertThat(run.result().block(LIMIT)).isInstanceOf(Stopped.class);
        return run;
    }

    private static List<String> notes(EngineRun run) {
        return run.events().ofType(Note.class).map(Note::text).collectList().block(LIMIT);
    }
}
