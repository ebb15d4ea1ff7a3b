package dev.mosaic.stitcher.engine.cli;

import dev.mosaic.stitcher.engine.EngineEvent.Usage;
import tools.jackson.databind.JsonNode;

/**
 * Codex's {@code exec --json}. What it calls a turn is the whole run; here a turn of the model
 * begins where it speaks or acts after an answer of a tool.
 */
final class CodexDialect implements Dialect {
    private boolean answered = true;

    @Override
    public boolean read(String type, JsonNode line, Story story) {
        switch (type) {
            case "thread.started", "turn.started", "item.updated" -> {}
            case "item.started" -> started(line.path("item"), story);
            case "item.completed" -> completed(line.path("item"), story);
            case "turn.completed" -> {
                story.moreUsage(usage(line.path("usage")));
                story.concluded(true, story.lastWords());
            }
            case "turn.failed" -> story.concluded(false, Json.text(line.path("error"), "message"));
            case "error" -> story.note(Json.text(line, "message"));
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

    private void started(JsonNode item, Story story) {
        switch (Json.text(item, "type")) {
            case "command_execution", "file_change", "mcp_tool_call", "web_search" -> {
                acts(story);
                story.toolBegins(Json.text(item, "id"), tool(item), summary(item));
            }
            default -> {}
        }
    }

    private void completed(JsonNode item, Story story) {
        switch (Json.text(item, "type")) {
            case "agent_message" -> {
                acts(story);
                story.says(Json.text(item, "text"));
            }
            case "command_execution", "file_change", "mcp_tool_call", "web_search" -> {
                var succeeded = succeeded(item);
                if (!story.toolEnds(Json.text(item, "id"), succeeded, "")) {
                    acts(story);
                    story.tool(tool(item), summary(item), succeeded);
                }
                answered = true;
            }
            case "error" -> story.note(Json.text(item, "message"));
            default -> {}
        }
    }

    private void acts(Story story) {
        if (answered) {
            answered = false;
            story.turn();
        }
    }

    private static boolean succeeded(JsonNode item) {
        var status = Json.text(item, "status");
        return !status.equals("failed")
                && !status.equals("declined")
                && Json.count(item, "exit_code") == 0;
    }

    private static String tool(JsonNode item) {
        var tool = Json.text(item, "tool");
        return tool.isEmpty() ? Json.text(item, "type") : tool;
    }

    private static String summary(JsonNode item) {
        var changes = item.path("changes");
        return changes.isArray() && !changes.isEmpty()
                ? Json.text(changes.path(0), "path")
                : Json.summary(item);
    }

    private static Usage usage(JsonNode usage) {
        var cached = Json.count(usage, "cached_input_tokens");
        return new Usage(
                Math.max(0, Json.count(usage, "input_tokens") - cached),
                Json.count(usage, "output_tokens"),
                cached,
                0);
    }
}
