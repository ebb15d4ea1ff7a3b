package dev.mosaic.stitcher.engine.cli;

import dev.mosaic.stitcher.engine.EngineEvent.Usage;
import tools.jackson.databind.JsonNode;

/** opencode's {@code run --format json}: parts of messages. It ends without saying how it went. */
final class OpencodeDialect implements Dialect {
    @Override
    public boolean read(String type, JsonNode line, Story story) {
        var part = line.path("part");
        switch (type) {
            case "step_start" -> story.turn();
            case "text" -> story.says(Json.text(part, "text"));
            case "tool_use" -> tool(part, story);
            case "step_finish" -> story.moreUsage(usage(part.path("tokens")));
            case "error" -> error(line.path("error"), story);
            case "reasoning" -> {}
            default -> {
                return false;
            }
        }
        return true;
    }

    @Override
    public boolean concludes() {
        return false;
    }

    private static void tool(JsonNode part, Story story) {
        var state = part.path("state");
        var failed = Json.text(state, "status").equals("error");
        var summary = Json.summary(state.path("input"));
        story.tool(
                Json.text(part, "tool"),
                failed ? summary + ": " + Json.text(state, "error") : summary,
                !failed);
    }

    private static void error(JsonNode error, Story story) {
        var message = Json.text(error.path("data"), "message");
        story.concluded(false, message.isEmpty() ? Json.text(error, "name") : message);
    }

    private static Usage usage(JsonNode tokens) {
        return new Usage(
                Json.count(tokens, "input"),
                Json.count(tokens, "output") + Json.count(tokens, "reasoning"),
                Json.count(tokens.path("cache"), "read"),
                Json.count(tokens.path("cache"), "write"));
    }
}
