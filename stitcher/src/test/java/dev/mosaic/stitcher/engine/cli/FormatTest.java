package dev.mosaic.stitcher.engine.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mosaic.stitcher.engine.EngineEvent;
import dev.mosaic.stitcher.engine.EngineEvent.Note;
import dev.mosaic.stitcher.engine.EngineEvent.ToolUsed;
import dev.mosaic.stitcher.engine.EngineEvent.TurnStarted;
import dev.mosaic.stitcher.engine.EngineEvent.Usage;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What the lines of each program become. Shapes as their documentations describe them. */
class FormatTest {
    private static final List<String> CLAUDE =
            """
            {"type":"system","subtype":"init","session_id":"s","tools":["Bash","Edit"],"model":"m"}
            {"type":"assistant","message":{"id":"msg_1","content":[{"type":"text","text":"I look."}],"usage":{"input_tokens":10,"output_tokens":2,"cache_read_input_tokens":5}}}
            {"type":"assistant","message":{"id":"msg_1","content":[{"type":"tool_use","id":"t1","name":"Bash","input":{"command":"ls\\n-l"}}],"usage":{"input_tokens":10,"output_tokens":2,"cache_read_input_tokens":5}}}
            {"type":"user","message":{"content":[{"type":"tool_result","tool_use_id":"t1","content":"a b"}]}}
            {"type":"assistant","message":{"id":"msg_2","content":[{"type":"tool_use","id":"t2","name":"Edit","input":{"file_path":"A.java"}}],"usage":{"input_tokens":20,"output_tokens":3}}}
            {"type":"user","message":{"content":[{"type":"tool_result","tool_use_id":"t2","is_error":true,"content":[{"type":"text","text":"no such file"}]}]}}
            {"type":"result","subtype":"success","is_error":false,"num_turns":2,"result":"Done.","usage":{"input_tokens":30,"output_tokens":9,"cache_read_input_tokens":5},"permission_denials":[],"structured_output":null}
            """
                    .lines()
                    .toList();

    private static final List<String> CODEX =
            """
            {"type":"thread.started","thread_id":"t"}
            {"type":"turn.started"}
            {"type":"item.completed","item":{"id":"item_0","type":"agent_message","text":"I look."}}
            {"type":"item.started","item":{"id":"item_1","type":"command_execution","command":"ls","status":"in_progress"}}
            {"type":"item.completed","item":{"id":"item_1","type":"command_execution","command":"ls","aggregated_output":"a","exit_code":2,"status":"failed"}}
            {"type":"item.completed","item":{"id":"item_2","type":"file_change","changes":[{"path":"A.java","kind":"update"}],"status":"completed"}}
            {"type":"item.completed","item":{"id":"item_3","type":"agent_message","text":"Done."}}
            {"type":"turn.completed","usage":{"input_tokens":100,"cached_input_tokens":60,"output_tokens":7}}
            """
                    .lines()
                    .toList();

    private static final List<String> OPENCODE =
            """
            {"type":"step_start","sessionID":"s","part":{"type":"step-start"}}
            {"type":"tool_use","sessionID":"s","part":{"type":"tool","tool":"bash","state":{"status":"completed","input":{"command":"ls"},"output":"a"}}}
            {"type":"tool_use","sessionID":"s","part":{"type":"tool","tool":"edit","state":{"status":"error","input":{"filePath":"A.java"},"error":"denied"}}}
            {"type":"step_finish","sessionID":"s","part":{"reason":"tool-calls","cost":0.1,"tokens":{"input":10,"output":2,"reasoning":1,"cache":{"read":4,"write":3}}}}
            {"type":"step_start","sessionID":"s","part":{"type":"step-start"}}
            {"type":"text","sessionID":"s","part":{"type":"text","text":"Done."}}
            {"type":"step_finish","sessionID":"s","part":{"reason":"stop","tokens":{"input":1,"output":1,"reasoning":0,"cache":{"read":0,"write":0}}}}
            """
                    .lines()
                    .toList();

    private static final List<String> GEMINI =
            """
            {"type":"init","session_id":"s","model":"m"}
            {"type":"message","role":"user","content":"do it"}
            {"type":"message","role":"assistant","content":"I lo","delta":true}
            {"type":"message","role":"assistant","content":"ok.","delta":true}
            {"type":"tool_use","tool_name":"run_shell_command","tool_id":"t1","parameters":{"command":"ls"}}
            {"type":"tool_result","tool_id":"t1","status":"error","error":{"type":"x","message":"denied"}}
            {"type":"message","role":"assistant","content":"Done.","delta":true}
            {"type":"result","status":"success","stats":{"total_tokens":20,"input_tokens":15,"output_tokens":5,"cached":4,"tool_calls":1}}
            """
                    .lines()
                    .toList();

    private final List<EngineEvent> events = new ArrayList<>();
    private final Story story = new Story(events::add);

    @Test
    void claudeCode() {
        read(Format.CLAUDE_JSON, CLAUDE);

        assertThat(events)
                .containsExactly(
                        new TurnStarted(1),
                        new Usage(10, 2, 5, 0),
                        new Note("I look."),
                        new ToolUsed("Bash", "ls -l", true),
                        new TurnStarted(2),
                        new Usage(30, 5, 5, 0),
                        new ToolUsed("Edit", "A.java: no such file", false),
                        new Usage(30, 9, 5, 0));
        assertThat(story.conclusion()).isEqualTo(new Story.Conclusion(true, "Done."));
    }

    @Test
    void codex() {
        read(Format.CODEX_JSON, CODEX);

        assertThat(events)
                .containsExactly(
                        new TurnStarted(1),
                        new Note("I look."),
                        new ToolUsed("command_execution", "ls", false),
                        new TurnStarted(2),
                        new ToolUsed("file_change", "A.java", true),
                        new TurnStarted(3),
                        new Note("Done."),
                        new Usage(40, 7, 60, 0));
        assertThat(story.conclusion()).isEqualTo(new Story.Conclusion(true, "Done."));
    }

    @Test
    void opencode() {
        read(Format.OPENCODE_JSON, OPENCODE);

        assertThat(events)
                .containsExactly(
                        new TurnStarted(1),
                        new ToolUsed("bash", "ls", true),
                        new ToolUsed("edit", "A.java: denied", false),
                        new Usage(10, 3, 4, 3),
                        new TurnStarted(2),
                        new Note("Done."),
                        new Usage(11, 4, 4, 3));
        assertThat(story.conclusion()).isNull();
        assertThat(story.lastWords()).isEqualTo("Done.");
    }

    @Test
    void gemini() {
        read(Format.GEMINI_JSON, GEMINI);

        assertThat(events)
                .containsExactly(
                        new TurnStarted(1),
                        new Note("I look."),
                        new ToolUsed("run_shell_command", "ls: denied", false),
                        new TurnStarted(2),
                        new Note("Done."),
                        new Usage(11, 5, 4, 0));
        assertThat(story.conclusion()).isEqualTo(new Story.Conclusion(true, "Done."));
    }

    @Test
    void aDeniedToolIsToldAlsoWhenTheProgramCallsItASuccess() {
        read(
                Format.CLAUDE_JSON,
                List.of(
                        "{\"type\":\"result\",\"subtype\":\"success\",\"permission_denials\":[{\"tool_name\":\"Write\"},{\"tool_name\":\"Bash\"}]}"));

        assertThat(events)
                .singleElement()
                .isInstanceOfSatisfying(
                        Note.class, note -> assertThat(note.text()).contains("Bash, Write"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '^',
            textBlock =
                    """
                    CLAUDE_JSON|{"type":"result","subtype":"error_max_turns","is_error":true}|error_max_turns
                    CLAUDE_JSON|{"type":"result","subtype":"success","is_error":true,"result":"API Error: 529"}|success API Error: 529
                    CODEX_JSON|{"type":"turn.failed","error":{"message":"no credit"}}|no credit
                    OPENCODE_JSON|{"type":"error","error":{"name":"APIError","data":{"message":"no credit"}}}|no credit
                    OPENCODE_JSON|{"type":"error","error":{"name":"APIError"}}|APIError
                    GEMINI_JSON|{"type":"result","status":"error","error":{"message":"no credit"}}|no credit
                    GEMINI_JSON|{"type":"result"}|it ended with an error
                    """)
    void aBadEndSaysWhy(Format format, String line, String why) {
        read(format, List.of(line));

        assertThat(story.conclusion()).isEqualTo(new Story.Conclusion(false, why));
    }

    @Test
    void aBadEndStaysBadWhateverIsSaidAfterwards() {
        read(
                Format.CODEX_JSON,
                List.of(
                        "{\"type\":\"turn.failed\",\"error\":{\"message\":\"no\"}}",
                        "{\"type\":\"turn.completed\"}"));

        assertThat(story.conclusion()).isEqualTo(new Story.Conclusion(false, "no"));
    }

    @Test
    void unknownTypesAreCountedAndHinderNothing() {
        var lines = new ArrayList<String>();
        lines.add("{\"type\":\"brand_new\",\"deep\":[[[{}]]]}");
        lines.add("{\"no\":\"type\"}");
        lines.addAll(CLAUDE);

        read(Format.CLAUDE_JSON, lines);

        assertThat(story.conclusion()).isEqualTo(new Story.Conclusion(true, "Done."));
        assertThat(events.getLast())
                .isInstanceOfSatisfying(
                        Note.class,
                        note ->
                                assertThat(note.text())
                                        .contains("2 of a type that Mosaic does not"));
    }

    @Test
    void aToolWithoutAnAnswerCountsAsUsed() {
        read(Format.CLAUDE_JSON, CLAUDE.subList(0, 3));

        assertThat(events).endsWith(new ToolUsed("Bash", "ls -l: no answer", false));
    }

    @Test
    void whoTellsWithoutEndIsHeardInBoundedMemory() {
        for (var i = 0; i < 100_000; i++) {
            story.turn();
            story.tool("t".repeat(1_000), "s".repeat(1_000), true);
            story.note("n".repeat(5_000));
            story.toolBegins("id" + i, "t", "s");
        }
        story.over();

        assertThat(events).hasSizeLessThanOrEqualTo(20_000);
        assertThat(events.stream().mapToLong(it -> it.toString().length()).sum())
                .isLessThan(32 << 20);
    }

    @Property(tries = 300)
    void noBytesBreakAReader(@ForAll Format format, @ForAll byte[] bytes) {
        read(format, new String(bytes, StandardCharsets.UTF_8).lines().toList());
    }

    @Property(tries = 400)
    void noChangeOfAGoodLineBreaksAReader(@ForAll("mutations") Mutation mutation) {
        read(mutation.format(), mutation.lines());
    }

    /** Lines of one program, read by the reader of perhaps another. */
    record Mutation(Format format, List<String> lines) {}

    @Provide
    Arbitrary<Mutation> mutations() {
        return Arbitraries.of(Format.values())
                .flatMap(format ->
                        Arbitraries.of(CLAUDE, CODEX, OPENCODE, GEMINI)
                                .flatMap(lines ->
                                        Arbitraries.of(
                                                        "null",
                                                        "7",
                                                        "-1e400",
                                                        "99999999999999999999",
                                                        "\"\\ud800\"",
                                                        "[]",
                                                        "{}",
                                                        "[[1]]",
                                                        "true",
                                                        "\"\"")
                                                .map(value ->
                                                        new Mutation(
                                                                format,
                                                                lines.stream()
                                                                        .map(it ->
                                                                                changed(it, value))
                                                                        .toList()))));
    }

    /** One value of a line, or a part of one, is another. */
    private static String changed(String line, String value) {
        var colons = new ArrayList<Integer>();
        for (var i = 0; i < line.length(); i++) {
            if (line.charAt(i) == ':') {
                colons.add(i);
            }
        }
        var random = ThreadLocalRandom.current();
        var from = colons.get(random.nextInt(colons.size())) + 1;
        var to = Math.min(line.length(), from + 1 + random.nextInt(40));
        var comma = line.indexOf(',', from);
        return line.substring(0, from)
                + value
                + line.substring(random.nextBoolean() && comma > 0 ? comma : to);
    }

    private void read(Format format, List<String> lines) {
        var reader = format.reader();
        reader.begin(story);
        lines.forEach(line -> reader.read(line, story));
        reader.end(story);
        story.over();
    }
}
