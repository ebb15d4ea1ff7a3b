package dev.mosaic.stitcher.engine.cli;

import dev.mosaic.stitcher.engine.EngineEvent.Usage;
import java.util.HashSet;
import java.util.Set;
import java.util.TreeSet;
import tools.jackson.databind.JsonNode;

/**
 * Claude Code's {@code stream-json}. One message of the model comes as several lines with the same
 * id. Its last line says success also when tools were denied, and errors also with exit code 0.
 */
final class ClaudeDialect implements Dialect {
    private static final int MOST_MESSAGES = 5_000;
    private static final int LONGEST_ID = 100;
    private static final int MOST_DENIED = 100;

    private final Set<String> messages = new HashSet<>();

    @Override
    public boolean read(String type, JsonNode line, Story story) {
        switch (type) {
            case "assistant" -> assistant(line.path("message"), story);
            case "user" -> user(line.path("message"), story);
            case "result" -> result(line, story);
            case "system", "stream_event", "rate_limit_event", "control_response" -> {}
            default -> {
                return false;
            }
        }
        return true;
    }

    @Override
    public boolean concludes() {
        return true;
    }

    private void assistant(JsonNode message, Story story) {
        if (isNew(Json.text(message, "id"))) {
            story.turn();
            story.moreUsage(usage(message.path("usage")));
        }
        for (var part : message.path("content")) {
            switch (Json.text(part, "type")) {
                case "text" -> story.says(Json.text(part, "text"));
                case "tool_use", "server_tool_use" ->
                        story.toolBegins(
                                Json.text(part, "id"),
                                Json.text(part, "name"),
                                Json.summary(part.path("input")));
                default -> {}
            }
        }
    }

    private boolean isNew(String id) {
        return id.isEmpty()
                || messages.size() >= MOST_MESSAGES
                || messages.add(Json.cut(id, LONGEST_ID));
    }

    private static void user(JsonNode message, Story story) {
        for (var part : message.path("content")) {
            if (Json.text(part, "type").equals("tool_result")) {
                var failed = Json.isTrue(part, "is_error");
                story.toolEnds(
                        Json.text(part, "tool_use_id"),
                        !failed,
                        failed ? why(part.path("content")) : "");
            }
        }
    }

    private static String why(JsonNode content) {
        return Json.line(
                content.isArray() ? Json.text(content.path(0), "text") : Json.text(content));
    }

    private static void result(JsonNode line, Story story) {
        story.usage(usage(line.path("usage")));
        var denied = denied(line.path("permission_denials"));
        if (!denied.isEmpty()) {
            story.note(
                    "The program denied the agent the use of: %s. Its settings must allow them."
                            .formatted(String.join(", ", denied)));
        }
        var subtype = Json.text(line, "subtype");
        var words = Json.text(line, "result");
        if (subtype.startsWith("error") || Json.isTrue(line, "is_error")) {
            story.concluded(false, "%s %s".formatted(subtype, words).strip());
        } else {
            story.concluded(true, words);
        }
    }

    private static Set<String> denied(JsonNode denials) {
        var tools = new TreeSet<String>();
        for (var denial : denials) {
            if (tools.size() < MOST_DENIED) {
                tools.add(Json.line(Json.text(denial, "tool_name")));
            }
        }
        return tools;
    }

    private static Usage usage(JsonNode usage) {
        return new Usage(
                Json.count(usage, "input_tokens"),
                Json.count(usage, "output_tokens"),
                Json.count(usage, "cache_read_input_tokens"),
                Json.count(usage, "cache_creation_input_tokens"));
    }
}
