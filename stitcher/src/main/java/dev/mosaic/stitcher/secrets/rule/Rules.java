package dev.mosaic.stitcher.secrets.rule;

import dev.mosaic.stitcher.failure.Failure;
import dev.mosaic.stitcher.secrets.match.Strength;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.function.Predicate;

/** The forms that secrets have: Mosaic's own list, and what the operator adds to it. */
public final class Rules {
    private static final String BUILT_IN = "/secrets/rules.toml";

    private final List<Rule> rules;
    private final List<Allowlist> allowlists;

    private Rules(List<Rule> rules, List<Allowlist> allowlists) {
        this.rules = List.copyOf(rules);
        this.allowlists = List.copyOf(allowlists);
    }

    /** The rules that Mosaic brings. */
    public static Rules builtIn() {
        try (var in = Objects.requireNonNull(Rules.class.getResourceAsStream(BUILT_IN), BUILT_IN)) {
            var text = new String(in.readAllBytes(), StandardCharsets.UTF_8);
            var content = RuleFile.read("of Mosaic", text);
            return new Rules(content.rules(), content.allowlists());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * These and those of a file in gitleaks' format. A rule with a known id takes its place.
     *
     * @throws Failure.Never if the file cannot be read or is no such file
     */
    public Rules with(Path file) {
        try {
            return with(file.toString(), Files.readString(file));
        } catch (IOException e) {
            throw new Failure.Never(
                    "The rules file %s cannot be read (%s). Mend its path or its rights, or take it out of `mosaic.secrets.rules`."
                            .formatted(file, e.getClass().getSimpleName()),
                    e);
        }
    }

    Rules with(String name, String toml) {
        var content = RuleFile.read(name, toml);
        var byId = new LinkedHashMap<String, Rule>();
        rules.forEach(rule -> byId.put(rule.id(), rule));
        content.rules().forEach(rule -> byId.put(rule.id(), rule));
        var allowed = new ArrayList<>(allowlists);
        allowed.addAll(content.allowlists());
        return new Rules(List.copyOf(byId.values()), allowed);
    }

    /** The ids, in the order in which they were read. */
    public List<String> ids() {
        return rules.stream().map(Rule::id).toList();
    }

    /** Those of these ids alone. */
    public Rules only(Set<String> ids) {
        return only(rule -> ids.contains(rule.id()));
    }

    /** Those that are as sure as this, or more. */
    public Rules from(Strength least) {
        return only(rule -> rule.strength().compareTo(least) <= 0);
    }

    private Rules only(Predicate<Rule> wanted) {
        return new Rules(rules.stream().filter(wanted).toList(), allowlists);
    }

    List<Rule> all() {
        return rules;
    }

    /** True if an allowlist lets this pass. */
    boolean allow(Rule rule, Allowlist.Candidate found) {
        return rule.allowlists().stream().anyMatch(list -> list.allows(found))
                || allowlists.stream()
                        .filter(list -> list.rules().isEmpty() || list.rules().contains(rule.id()))
                        .anyMatch(list -> list.allows(found));
    }
}
