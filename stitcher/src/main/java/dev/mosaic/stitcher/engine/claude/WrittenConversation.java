package dev.mosaic.stitcher.engine.claude;

import com.anthropic.core.JsonValue;
import com.anthropic.models.messages.ContentBlockParam;
import com.anthropic.models.messages.ToolResultBlockParam;
import com.anthropic.models.messages.ToolUseBlockParam;
import dev.mosaic.stitcher.engine.claude.Conversation.Part;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.json.JsonMapper;

/**
 * A conversation on its way from one run to the next, written as JSON of our own: texts, uses of
 * tools and their answers, and nothing else that a provider may have put in. Names of fields are
 * ours alone and ids are numbers, so that whoever takes secrets out of the texts misses none and
 * breaks nothing.
 *
 * @param model that spoke
 * @param folder in which its tools worked
 * @param fill tokens that it takes
 */
record WrittenConversation(String model, String folder, long fill, List<Part> parts) {
    private static final int VERSION = 1;
    private static final JsonMapper JSON = new JsonMapper();
    private static final Set<String> FIELDS =
            Set.of(
                    "command",
                    "restart",
                    "path",
                    "file_text",
                    "old_str",
                    "new_str",
                    "insert_line",
                    "insert_text",
                    "view_range");

    private record Written(int version, String model, String folder, long fill, List<Turn> turns) {}

    private record Turn(boolean byModel, List<Block> blocks) {}

    /**
     * One of a text, a use and an answer.
     *
     * @param use the number of a use of a tool, or of the one that is answered; 0 for a text
     * @param tool null unless it is a use
     */
    private record Block(
            int use,
            @Nullable String tool,
            @Nullable Map<String, Object> input,
            boolean failed,
            String text) {}

    String write() {
        var numbers = new HashMap<String, Integer>();
        var turns = new ArrayList<Turn>();
        for (var part : parts) {
            var blocks = new ArrayList<Block>();
            for (var block : part.blocks()) {
                block.text().ifPresent(it -> blocks.add(text(it.text())));
                block.toolUse().ifPresent(it -> blocks.add(use(it, numbers)));
                block.toolResult().ifPresent(it -> blocks.add(answer(it, numbers)));
            }
            if (!blocks.isEmpty()) {
                turns.add(new Turn(part.byModel(), blocks));
            }
        }
        return JSON.writeValueAsString(new Written(VERSION, model, folder, fill, turns));
    }

    /**
     * What was written, with the tools in another folder.
     *
     * @return null for what is none, or of another release
     */
    static @Nullable WrittenConversation read(String json, String folder) {
        var written = parsed(json);
        if (written == null || written.version() != VERSION || !isWhole(written)) {
            return null;
        }
        var parts = new ArrayList<Part>();
        for (var turn : written.turns()) {
            var blocks = new ArrayList<ContentBlockParam>();
            for (var block : turn.blocks()) {
                blocks.add(param(block, written.folder(), folder));
            }
            parts.add(new Part(turn.byModel(), blocks));
        }
        return new WrittenConversation(written.model(), folder, written.fill(), parts);
    }

    private static @Nullable Written parsed(String json) {
        try {
            return JSON.readValue(json, Written.class);
        } catch (JacksonException e) {
            return null;
        }
    }

    /** What was read may lack anything. */
    @SuppressWarnings("ConstantValue")
    private static boolean isWhole(Written written) {
        return written.model() != null
                && written.folder() != null
                && written.turns() != null
                && !written.turns().isEmpty()
                && written.turns().stream()
                        .allMatch(turn ->
                                turn != null
                                        && turn.blocks() != null
                                        && !turn.blocks().isEmpty()
                                        && turn.blocks().stream()
                                                .allMatch(it -> it != null && it.text() != null));
    }

    private static Block text(String text) {
        return new Block(0, null, null, false, text);
    }

    private static Block use(ToolUseBlockParam use, Map<String, Integer> numbers) {
        var input = new LinkedHashMap<String, Object>();
        // what a model said stands there as it came, and what was read again as the client made it
        use._input()
                .asObject()
                .or(() -> use._input().asKnown().map(it -> it._additionalProperties()))
                .orElse(Map.of())
                .forEach((field, value) -> {
                    if (FIELDS.contains(field)) {
                        input.put(field, value.convert(Object.class));
                    }
                });
        var number = numbers.computeIfAbsent(use.id(), _ -> numbers.size() + 1);
        return new Block(number, use.name(), input, false, "");
    }

    private static Block answer(ToolResultBlockParam answer, Map<String, Integer> numbers) {
        var text = answer.content().flatMap(it -> it.string()).orElse("");
        var number = numbers.computeIfAbsent(answer.toolUseId(), _ -> numbers.size() + 1);
        return new Block(number, null, null, answer.isError().orElse(false), text);
    }

    private static ContentBlockParam param(Block block, String from, String to) {
        if (block.tool() != null) {
            var input = ToolUseBlockParam.Input.builder();
            if (block.input() != null) {
                block.input()
                        .forEach((field, value) ->
                                input.putAdditionalProperty(
                                        field, JsonValue.from(moved(value, from, to))));
            }
            return ContentBlockParam.ofToolUse(
                    ToolUseBlockParam.builder()
                            .id(id(block))
                            .name(block.tool())
                            .input(input.build())
                            .build());
        }
        var text = block.text().replace(from, to);
        return block.use() == 0
                ? ContentBlockParam.ofText(text)
                : ContentBlockParam.ofToolResult(
                        ToolResultBlockParam.builder()
                                .toolUseId(id(block))
                                .content(text)
                                .isError(block.failed())
                                .build());
    }

    private static Object moved(Object value, String from, String to) {
        return value instanceof String text ? text.replace(from, to) : value;
    }

    private static String id(Block block) {
        return "toolu_mosaic_" + block.use();
    }
}
