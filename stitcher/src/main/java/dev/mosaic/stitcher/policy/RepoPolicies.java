package dev.mosaic.stitcher.policy;

import com.networknt.schema.InputFormat;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import dev.mosaic.stitcher.policy.RepoPolicy.Reading;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.springframework.util.unit.DataSize;
import tools.jackson.databind.JsonNode;

/**
 * Reads {@code .mosaic.yml}. What is allowed, and how to mend what is not, stands in {@code
 * mosaic.schema.json}, which is published.
 */
public final class RepoPolicies {
    private static final int MOST_PROBLEMS = 20;
    private static final Schema SCHEMA =
            SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12)
                    .getSchema(PolicySchema.TEXT, InputFormat.JSON);

    private RepoPolicies() {}

    /**
     * Pure and total: no text makes it throw. An empty file is a policy that says nothing.
     *
     * @param yaml the text of the file as it stands on the base branch
     */
    public static Reading read(String yaml) {
        var text = PolicyText.parse(yaml);
        if (!text.problems().isEmpty()) {
            return new Reading.Invalid(text.problems());
        }
        if (text.isEmpty()) {
            return new Reading.Valid(RepoPolicy.NONE);
        }
        var errors = SCHEMA.validate(text.tree());
        if (!errors.isEmpty()) {
            var sentences = new LinkedHashSet<String>();
            for (var error : errors) {
                sentences.add(PolicySchema.sentence(error, text));
            }
            return new Reading.Invalid(sentences.stream().limit(MOST_PROBLEMS).toList());
        }
        var shared = ServiceNeeds.sharedPorts(text);
        return shared.isEmpty()
                ? new Reading.Valid(policy(text.tree()))
                : new Reading.Invalid(shared);
    }

    /** The JSON Schema (draft 2020-12) of the file. */
    public static String schema() {
        return PolicySchema.TEXT;
    }

    private static RepoPolicy policy(JsonNode tree) {
        var gates = new ArrayList<GateCommand>();
        for (var gate : tree.path("gates").properties()) {
            gates.add(gate(gate.getKey(), gate.getValue()));
        }
        gates.sort(Comparator.comparing(GateCommand::name).reversed());
        var limits = tree.path("limits");
        var wall = duration(limits.path("wall"));
        var profile = text(tree.path("profile"));
        return new RepoPolicy(
                gates,
                profile == null ? null : GateProfile.valueOf(profile.toUpperCase(Locale.ROOT)),
                text(tree.path("engine")),
                wall == null ? null : (int) wall.toMinutes(),
                number(limits.path("turns")),
                number(limits.path("rounds")),
                number(limits.path("tool_calls")),
                safeguards(tree),
                tree.has("setup")
                        ? texts(tree.path("setup")).stream().map(String::strip).toList()
                        : null,
                ServiceNeeds.of(tree.path("services")));
    }

    private static Safeguards safeguards(JsonNode tree) {
        var limits = tree.path("limits");
        var least = text(tree.path("least_profile"));
        return new Safeguards(
                protection(tree.path("protected")),
                new Safeguards.Size(
                        number(limits.path("files")),
                        number(limits.path("lines")),
                        bytes(limits.path("bytes"))),
                "hold".equals(text(tree.path("publish")))
                        ? Safeguards.Publish.HOLD
                        : Safeguards.Publish.BRANCH,
                "others".equals(text(tree.path("approvals"))),
                least == null ? null : GateProfile.valueOf(least.toUpperCase(Locale.ROOT)));
    }

    /** {@code reject}, or a list of globs, or both below their names. */
    private static Safeguards.Protection protection(JsonNode node) {
        var change = text(node.isObject() ? node.path("change") : node);
        var globs = node.isObject() ? node.path("paths") : node;
        return new Safeguards.Protection("reject".equals(change), texts(globs));
    }

    private static @Nullable Long bytes(JsonNode node) {
        return node.isString() ? DataSize.parse(node.stringValue()).toBytes() : null;
    }

    private static GateCommand gate(String name, JsonNode gate) {
        return gate.isString()
                ? new GateCommand(name, gate.stringValue().strip(), null)
                : new GateCommand(
                        name,
                        gate.path("run").stringValue().strip(),
                        duration(gate.path("timeout")),
                        texts(gate.path("reports")));
    }

    static List<String> texts(JsonNode node) {
        var texts = new ArrayList<String>();
        if (node.isArray()) {
            node.forEach(text -> texts.add(text.stringValue()));
        }
        return texts;
    }

    private static @Nullable String text(JsonNode node) {
        return node.isString() ? node.stringValue() : null;
    }

    private static @Nullable Integer number(JsonNode node) {
        return node.isNumber() ? node.intValue() : null;
    }

    static @Nullable Duration duration(JsonNode node) {
        if (!node.isString()) {
            return null;
        }
        var text = node.stringValue();
        var amount = Long.parseLong(text.substring(0, text.length() - 1));
        return switch (text.charAt(text.length() - 1)) {
            case 'h' -> Duration.ofHours(amount);
            case 'm' -> Duration.ofMinutes(amount);
            default -> Duration.ofSeconds(amount);
        };
    }
}
