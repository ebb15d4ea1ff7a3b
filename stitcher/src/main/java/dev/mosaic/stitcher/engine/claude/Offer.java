package dev.mosaic.stitcher.engine.claude;

import com.anthropic.core.JsonValue;
import com.anthropic.models.messages.JsonOutputFormat;
import com.anthropic.models.messages.MessageCreateParams;
import com.anthropic.models.messages.OutputConfig;
import com.anthropic.models.messages.Tool;
import com.anthropic.models.messages.ToolBash20250124;
import com.anthropic.models.messages.ToolTextEditor20250728;
import dev.mosaic.stitcher.engine.Profile;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;

/**
 * What a model is offered with every turn: the tools of its profile, and the shape of what it is to
 * say last.
 *
 * @param answer a JSON Schema; null for words
 */
record Offer(Profile profile, @Nullable String answer) {
    static final String EDITOR = "str_replace_based_edit_tool";
    static final String VIEW = "view";
    static final String BASH = "bash";

    private static final JsonMapper JSON = new JsonMapper();

    /** What Anthropic's servers refuse in the schema of an answer; whoever asked looks for it. */
    private static final Set<String> UNKNOWN_THERE =
            Set.of(
                    "$schema",
                    "title",
                    "minimum",
                    "maximum",
                    "minLength",
                    "maxLength",
                    "minItems",
                    "maxItems");

    /** The tools that a profile has. */
    static List<String> names(Profile profile) {
        var names = new ArrayList<String>();
        if (profile.hasShell()) {
            names.add(BASH);
        }
        switch (profile.folder()) {
            case WRITE -> names.add(EDITOR);
            case READ -> names.add(VIEW);
            case NONE -> {}
        }
        return List.copyOf(names);
    }

    /** True if there are no tools. */
    boolean isEmpty() {
        return names(profile).isEmpty();
    }

    /** Adds the tools; the last one is marked for the provider's cache. */
    void tools(MessageCreateParams.Builder params) {
        switch (profile.folder()) {
            case WRITE -> params.addTool(editor());
            case READ -> params.addTool(view());
            case NONE -> {}
        }
        if (profile.hasShell()) {
            params.addTool(ToolBash20250124.builder().cacheControl(Conversation.MARK).build());
        }
    }

    private ToolTextEditor20250728 editor() {
        var editor = ToolTextEditor20250728.builder().maxCharacters(Toolbox.MOST_OUTPUT);
        return profile.hasShell() ? editor.build() : editor.cacheControl(Conversation.MARK).build();
    }

    /** Asks the server to hold the answer to its shape. */
    MessageCreateParams.Builder shaping(MessageCreateParams.Builder params) {
        var schema = JsonOutputFormat.Schema.builder();
        plain(JSON.readValue(Objects.requireNonNull(answer), Map.class))
                .forEach((key, value) -> schema.putAdditionalProperty(key, JsonValue.from(value)));
        var format = JsonOutputFormat.builder().schema(schema.build()).build();
        return params.outputConfig(OutputConfig.builder().format(format).build());
    }

    private static Tool view() {
        var properties = Tool.InputSchema.Properties.builder();
        properties.putAdditionalProperty(
                "path",
                JsonValue.from(
                        Map.of("type", "string", "description", "of a file or folder; . for all")));
        properties.putAdditionalProperty(
                "view_range",
                JsonValue.from(
                        Map.of(
                                "type",
                                "array",
                                "items",
                                Map.of("type", "integer"),
                                "description",
                                "first and last line, from 1; -1 for the end")));
        return Tool.builder()
                .name(VIEW)
                .description(
                        "Shows a file with numbers of lines, or the names in a folder two levels deep.")
                .inputSchema(
                        Tool.InputSchema.builder()
                                .properties(properties.build())
                                .addRequired("path")
                                .build())
                .cacheControl(Conversation.MARK)
                .build();
    }

    private static Map<String, Object> plain(Map<?, ?> schema) {
        var plain = new LinkedHashMap<String, Object>();
        schema.forEach((key, value) -> {
            if (!UNKNOWN_THERE.contains(String.valueOf(key))) {
                plain.put(String.valueOf(key), plain(value));
            }
        });
        return plain;
    }

    private static Object plain(Object value) {
        return switch (value) {
            case Map<?, ?> map -> plain(map);
            case List<?> list -> list.stream().map(Offer::plain).toList();
            default -> value;
        };
    }
}
