package dev.mosaic.stitcher.engine.cli;

import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * One JSON object in each line. What is no JSON (warnings of the program, a line that was cut) and
 * what is of an unknown type is counted; the first few are told, and nothing stops the reading.
 */
final class JsonLines implements LineReader {
    private static final int TOLD = 10;
    private static final int LONGEST_TOLD = 300;
    private static final JsonMapper JSON = JsonMapper.shared();

    private final Dialect dialect;
    private int strange;
    private int unknown;

    JsonLines(Dialect dialect) {
        this.dialect = dialect;
    }

    @Override
    public void read(String line, Story story) {
        if (line.isBlank()) {
            return;
        }
        var node = parse(line);
        if (node == null || !node.isObject()) {
            strange(line, story);
        } else if (!dialect.read(Json.text(node, "type"), node, story)) {
            unknown++;
        }
    }

    @Override
    public void end(Story story) {
        dialect.end(story);
        if (strange > TOLD || unknown > 0) {
            story.note(
                    "%,d lines of the program were no JSON, and %,d of a type that Mosaic does not know; they stand in the log."
                            .formatted(strange, unknown));
        }
    }

    @Override
    public boolean concludes() {
        return dialect.concludes();
    }

    private void strange(String line, Story story) {
        strange++;
        if (strange <= TOLD) {
            story.note(Json.cut(line, LONGEST_TOLD));
        }
        story.aside(line);
    }

    private static @Nullable JsonNode parse(String line) {
        if (line.stripLeading().charAt(0) != '{') {
            return null;
        }
        try {
            return JSON.readTree(line);
        } catch (JacksonException e) {
            return null;
        }
    }
}
