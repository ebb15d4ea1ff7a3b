package dev.mosaic.stitcher.policy;

import com.networknt.schema.Error;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * The published schema as a source of sentences: the description of every key says how to mend it.
 */
final class PolicySchema {
    static final String TEXT = text();
    private static final JsonNode ROOT = JsonMapper.shared().readTree(TEXT);
    private static final int NEAR = 2;

    private PolicySchema() {}

    /** What is wrong, where, and what to write instead. */
    static String sentence(Error error, PolicyText text) {
        var pointer = error.getInstanceLocation().toString();
        return switch (error.getKeyword()) {
            case "required" -> missing(pointer, error.getProperty(), text);
            case "additionalProperties" -> unknown(pointer, error.getProperty(), text);
            case "propertyNames" -> misnamed(pointer, error.getProperty(), text);
            default ->
                    "`%s` (%s) is %s: %s."
                            .formatted(
                                    name(pointer),
                                    text.line(pointer),
                                    found(text.tree().at(pointer)),
                                    mend(pointer));
        };
    }

    private static String missing(String pointer, String key, PolicyText text) {
        var at = child(pointer, key);
        return "`%s` is missing (%s): %s.".formatted(name(at), text.line(pointer), mend(at));
    }

    private static String unknown(String pointer, String key, PolicyText text) {
        var known = keys(pointer);
        var at = child(pointer, key);
        return "`%s` (%s) is no key that Mosaic knows: %s"
                .formatted(
                        name(at),
                        text.line(at),
                        nearest(key, known)
                                .map("did you mean `%s`?"::formatted)
                                .orElse(
                                        "remove it, or use one of %s."
                                                .formatted(String.join(", ", known))));
    }

    private static String misnamed(String pointer, String key, PolicyText text) {
        var at = child(pointer, key);
        return "`%s` (%s) is no name that can be had there: %s."
                .formatted(name(at), text.line(at), mend(pointer));
    }

    private static String child(String pointer, String key) {
        return pointer + "/" + key.replace("~", "~0").replace("/", "~1");
    }

    private static String name(String pointer) {
        return pointer.isEmpty()
                ? ".mosaic.yml"
                : PolicyText.printable(
                        pointer.substring(1)
                                .replace("/", ".")
                                .replace("~1", "/")
                                .replace("~0", "~"));
    }

    private static String found(JsonNode value) {
        return switch (value.getNodeType()) {
            case OBJECT -> "a group of keys";
            case ARRAY -> "a list";
            case NULL, MISSING -> "empty";
            case STRING ->
                    value.stringValue().isBlank()
                            ? "empty"
                            : "`" + PolicyText.printable(value.stringValue()) + "`";
            default -> "`" + value.asString() + "`";
        };
    }

    private static String mend(String pointer) {
        if (pointer.isEmpty()) {
            return "write keys with values, such as `version: 1`";
        }
        return at(pointer).path("description").asString("remove it");
    }

    private static List<String> keys(String pointer) {
        return List.copyOf(at(pointer).path("properties").propertyNames());
    }

    private static JsonNode at(String pointer) {
        var schema = ROOT;
        for (var key : pointer.substring(Math.min(1, pointer.length())).split("/")) {
            if (!key.isEmpty()) {
                schema =
                        Character.isDigit(key.charAt(0))
                                ? schema.path("items")
                                : property(schema, key);
                var ref = schema.path("$ref").asString("");
                schema = ref.isEmpty() ? schema : ROOT.at(ref.substring(1));
            }
        }
        return schema;
    }

    /** What is called by names of the repository's choice is described once for all. */
    private static JsonNode property(JsonNode schema, String key) {
        var named = schema.path("properties").path(key);
        return named.isMissingNode() ? schema.path("additionalProperties") : named;
    }

    private static Optional<String> nearest(String key, List<String> known) {
        return known.stream()
                .filter(candidate -> Math.abs(candidate.length() - key.length()) <= NEAR)
                .filter(candidate -> distance(candidate, key.toLowerCase(Locale.ROOT)) <= NEAR)
                .findFirst();
    }

    /** How many letters must be put in, taken out or replaced (Levenshtein). */
    private static int distance(String one, String other) {
        var row = new int[other.length() + 1];
        for (var i = 0; i <= one.length(); i++) {
            var diagonal = 0;
            for (var j = 0; j <= other.length(); j++) {
                var above = row[j];
                if (i == 0 || j == 0) {
                    row[j] = i + j;
                } else {
                    var same = one.charAt(i - 1) == other.charAt(j - 1);
                    row[j] = Math.min(diagonal + (same ? 0 : 1), Math.min(above, row[j - 1]) + 1);
                }
                diagonal = above;
            }
        }
        return row[other.length()];
    }

    private static String text() {
        try (var stream = PolicySchema.class.getResourceAsStream("mosaic.schema.json")) {
            return new String(
                    Objects.requireNonNull(stream, "mosaic.schema.json").readAllBytes(),
                    StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
