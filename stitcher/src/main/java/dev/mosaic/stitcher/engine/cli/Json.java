package dev.mosaic.stitcher.engine.cli;

import java.util.List;
import tools.jackson.databind.JsonNode;

/** Reads JSON of which nothing can be relied on. */
final class Json {
    private static final long MOST = 1_000_000_000_000L;
    private static final int LONGEST_SUMMARY = 500;
    private static final List<String> TELLING =
            List.of(
                    "command",
                    "file_path",
                    "filePath",
                    "path",
                    "absolute_path",
                    "pattern",
                    "query",
                    "url",
                    "description");

    private Json() {}

    /** A text below an object; empty if it is missing or no text. */
    static String text(JsonNode node, String field) {
        return text(node.path(field));
    }

    static String text(JsonNode node) {
        return node.isString() ? node.stringValue() : "";
    }

    /** A count below an object; 0 if it is missing, no whole number, negative or absurd. */
    static long count(JsonNode node, String field) {
        var value = node.path(field);
        if (!value.isIntegralNumber() || !value.canConvertToLong()) {
            return 0;
        }
        return Math.clamp(value.longValue(), 0, MOST);
    }

    static boolean isTrue(JsonNode node, String field) {
        return node.path(field).isBoolean() && node.path(field).booleanValue();
    }

    /** What a tool was used for, in one line. */
    static String summary(JsonNode input) {
        for (var field : TELLING) {
            var text = text(input, field);
            if (!text.isBlank()) {
                return line(text);
            }
        }
        return input.isObject() && !input.isEmpty() ? line(input.toString()) : "";
    }

    static String line(String text) {
        return cut(text, LONGEST_SUMMARY).replaceAll("\\s+", " ").strip();
    }

    static String cut(String text, int limit) {
        return text.length() <= limit ? text : text.substring(0, limit) + "…";
    }
}
