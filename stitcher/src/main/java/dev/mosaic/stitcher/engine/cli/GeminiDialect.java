package dev.mosaic.stitcher.engine.cli;

import dev.mosaic.stitcher.engine.EngineEvent.Usage;
import tools.jackson.databind.JsonNode;

/**
 * Gemini's {@code stream-json}. Messages come in pieces; a turn of the model begins where it speaks
 * or acts after an answer of a tool.
 */
final class GeminiDialect implements Dialect {
    private boolean answered = true;

    @Override
    public boolean read(String type, JsonNode line, Story story) {
        if (!type.equals("message")) {
            story.spoken();
        }
        switch (type) {
            case "init" -> {}
            case "message" -> message(line, story);
            case "tool_use" -> {
                acts(story);
                story.toolBegins(
                        Json.text(line, "tool_id"),
                        Json.text(line, "tool_name"),
                        Json.summary(line.path("parameters")));
            }
            case "tool_result" -> {
                answered = true;
                var failed = !Json.text(line, "status").equals("success");
                story.toolEnds(
                        Json.text(line, "tool_id"),
                        !failed,
                        failed ? Json.text(line.path("error"), "message") : "");
            }
            case "error" -> story.note(Json.text(line, "message"));
            case "result" -> result(line, story);
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

    private void message(JsonNode line, Story story) {
        if (!Json.text(line, "role").equals("assistant")) {
            story.spoken();
            return;
        }
        acts(story);
        if (!Json.isTrue(line, "delta")) {
            story.spoken();
        }
        story.saysOn(Json.text(line, "content"));
    }

    private void acts(Story story) {
        if (answered) {
            answered = false;
            story.turn();
        }
    }

    private static void result(JsonNode line, Story story) {
        var stats = line.path("stats");
        var cached = Json.count(stats, "cached");
        story.usage(
                new Usage(
                        Math.max(0, Json.count(stats, "input_tokens") - cached),
                        Json.count(stats, "output_tokens"),
                        cached,
                        0));
        if (Json.text(line, "status").equals("success")) {
            story.concluded(true, story.lastWords());
        } else {
            var message = Json.text(line.path("error"), "message");
            story.concluded(false, message.isEmpty() ? "it ended with an error" : message);
        }
    }
}
