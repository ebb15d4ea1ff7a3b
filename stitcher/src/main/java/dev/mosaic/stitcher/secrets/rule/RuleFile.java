package dev.mosaic.stitcher.secrets.rule;

import com.google.re2j.Pattern;
import com.google.re2j.PatternSyntaxException;
import dev.mosaic.stitcher.failure.Failure;
import dev.mosaic.stitcher.secrets.match.Strength;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.dataformat.toml.TomlMapper;

/**
 * Reads rules in gitleaks' TOML. What Mosaic adds: the tags {@code sure}, {@code context} and
 * {@code guess}, and the numbers {@code before}, {@code after} and {@code run}, which gitleaks
 * passes over. A rule without them is sure, and its regex sees the whole text. {@code commits} and
 * {@code extend} have no meaning here.
 */
final class RuleFile {
    private final String name;

    private RuleFile(String name) {
        this.name = name;
    }

    /** What a file holds. */
    record Content(List<Rule> rules, List<Allowlist> allowlists) {
        Content {
            rules = List.copyOf(rules);
            allowlists = List.copyOf(allowlists);
        }
    }

    /**
     * @param name for messages
     * @throws Failure.Never if the text is no such file; says where
     */
    static Content read(String name, String toml) {
        var file = new RuleFile(name);
        try {
            var tree = new TomlMapper().readTree(toml);
            var rules = tree.path("rules").valueStream().map(file::rule).toList();
            return new Content(rules, file.allowlists(tree));
        } catch (JacksonException e) {
            throw file.broken(e.getOriginalMessage());
        }
    }

    private Rule rule(JsonNode node) {
        var id = node.path("id").asString("");
        if (id.isBlank()) {
            throw broken("a rule has no id");
        }
        var regex = pattern(id, node.path("regex").asString(""));
        var path = pattern(id, node.path("path").asString(""));
        if (regex == null && path == null) {
            throw broken("rule `%s` has neither regex nor path".formatted(id));
        }
        var keywords =
                strings(node, "keywords").stream().map(it -> it.toLowerCase(Locale.ROOT)).toList();
        if (!keywords.stream().flatMapToInt(String::chars).allMatch(c -> c < 128)) {
            throw broken("a keyword of rule `%s` is not ASCII".formatted(id));
        }
        return new Rule(
                id,
                node.path("description").asString(id),
                regex,
                path,
                node.path("secretGroup").asInt(0),
                node.path("entropy").asDouble(0),
                keywords,
                reach(node),
                node.path("run").asInt(0),
                strength(node),
                allowlists(node));
    }

    private static Rule.Reach reach(JsonNode node) {
        return node.has("after")
                ? new Rule.Reach(node.path("before").asInt(8), node.path("after").asInt())
                : Rule.Reach.WHOLE;
    }

    private static Strength strength(JsonNode node) {
        var tags = strings(node, "tags");
        return Stream.of(Strength.GUESS, Strength.CONTEXT)
                .filter(it -> tags.contains(it.name().toLowerCase(Locale.ROOT)))
                .findFirst()
                .orElse(Strength.SURE);
    }

    /** The newer form has many, the older one. */
    private List<Allowlist> allowlists(JsonNode node) {
        var all = new ArrayList<Allowlist>();
        node.path("allowlists").valueStream().map(this::allowlist).forEach(all::add);
        if (node.path("allowlist").isObject()) {
            all.add(allowlist(node.path("allowlist")));
        }
        return all;
    }

    private Allowlist allowlist(JsonNode node) {
        var target =
                switch (node.path("regexTarget").asString("secret")) {
                    case "match" -> Allowlist.Target.MATCH;
                    case "line" -> Allowlist.Target.LINE;
                    default -> Allowlist.Target.SECRET;
                };
        return new Allowlist(
                "AND".equals(node.path("condition").asString("OR")),
                target,
                patterns(node, "regexes"),
                strings(node, "stopwords").stream()
                        .map(word -> word.toLowerCase(Locale.ROOT))
                        .toList(),
                patterns(node, "paths"),
                strings(node, "targetRules"));
    }

    private List<Pattern> patterns(JsonNode node, String field) {
        return strings(node, field).stream().map(it -> compiled("an allowlist", it)).toList();
    }

    private static List<String> strings(JsonNode node, String field) {
        return node.path(field).valueStream().map(JsonNode::asString).toList();
    }

    private @Nullable Pattern pattern(String id, String regex) {
        return regex.isEmpty() ? null : compiled("rule `%s`".formatted(id), regex);
    }

    private Pattern compiled(String where, String regex) {
        try {
            return Pattern.compile(regex);
        } catch (PatternSyntaxException e) {
            throw broken("a regex of %s is not RE2: %s".formatted(where, e.getMessage()));
        }
    }

    private Failure.Never broken(String what) {
        return new Failure.Never(
                "The rules file %s cannot be used: %s. Mend the file, or take it out of `mosaic.secrets.rules`."
                        .formatted(name, what),
                null);
    }
}
