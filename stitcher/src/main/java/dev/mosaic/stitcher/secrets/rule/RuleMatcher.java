package dev.mosaic.stitcher.secrets.rule;

import com.google.re2j.Matcher;
import dev.mosaic.stitcher.secrets.match.Hashes;
import dev.mosaic.stitcher.secrets.match.Match;
import dev.mosaic.stitcher.secrets.match.Randomness;
import dev.mosaic.stitcher.secrets.match.Strength;
import dev.mosaic.stitcher.secrets.match.Tokens;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Runs rules over a text: one pass for all keywords, then each regex where its keywords stand. Safe
 * for several threads.
 */
public final class RuleMatcher {
    private final Rules rules;
    private final Keywords keywords;
    private final List<List<Rule>> byKeyword;
    private final List<Rule> everywhere;

    public RuleMatcher(Rules rules) {
        this.rules = rules;
        var byWord = new LinkedHashMap<String, List<Rule>>();
        var always = new ArrayList<Rule>();
        for (var rule : rules.all()) {
            if (rule.regex() != null && rule.keywords().isEmpty()) {
                always.add(rule);
            }
            for (var word : rule.keywords()) {
                byWord.computeIfAbsent(word, _ -> new ArrayList<>()).add(rule);
            }
        }
        keywords = new Keywords(List.copyOf(byWord.keySet()));
        byKeyword = List.copyOf(byWord.values());
        everywhere = List.copyOf(always);
    }

    /** A part of a text in which a rule may match. */
    private record Window(int from, int to) {
        boolean meets(Window later) {
            return later.from <= to;
        }

        Window and(Window later) {
            return new Window(Math.min(from, later.from), Math.max(to, later.to));
        }
    }

    /**
     * Gives what the rules find, in no order.
     *
     * @param file the path, for rules and allowlists that ask for it; null when it is no file
     */
    public void find(String text, @Nullable String file, Consumer<Match> found) {
        Map<Rule, Window> open = new LinkedHashMap<>();
        keywords.find(
                text,
                (word, start) -> {
                    for (var rule : byKeyword.get(word)) {
                        var window = window(text, rule, start);
                        if (window != null && rule.looksAt(file)) {
                            var last = open.get(rule);
                            if (last != null && !last.meets(window)) {
                                run(rule, text, last, file, found);
                                last = null;
                            }
                            open.put(rule, last == null ? window : last.and(window));
                        }
                    }
                });
        open.forEach((rule, window) -> run(rule, text, window, file, found));
        for (var rule : everywhere) {
            if (rule.looksAt(file)) {
                runEverywhere(rule, text, file, found);
            }
        }
    }

    /** Rules without a regex look at the path alone. */
    public void findInPath(String file, Consumer<Match> found) {
        for (var rule : rules.all()) {
            if (rule.regex() == null && rule.looksAt(file)) {
                found.accept(
                        new Match(rule.id(), rule.strength(), 0, file.length(), Hashes.of(file)));
            }
        }
    }

    private static @Nullable Window window(String text, Rule rule, int start) {
        var reach = rule.reach();
        if (reach == Rule.Reach.WHOLE) {
            return new Window(0, text.length());
        }
        var from = Math.max(0, start - reach.before());
        var to = Math.min(text.length(), start + reach.after());
        if (rule.run() > 0 && !Tokens.hasRun(text, start, to, rule.run())) {
            return null;
        }
        // one character more, so that the end of a token is seen as an end
        return new Window(from, Math.min(text.length(), Tokens.end(text, to) + 1));
    }

    /** Without a keyword only the length of its tokens saves a rule from every character. */
    private void runEverywhere(
            Rule rule, String text, @Nullable String file, Consumer<Match> found) {
        if (rule.run() == 0) {
            run(rule, text, new Window(0, text.length()), file, found);
            return;
        }
        var at = 0;
        while (at < text.length()) {
            var end = Tokens.end(text, at);
            if (end - at >= rule.run()) {
                var window = new Window(Math.max(0, at - 1), Math.min(text.length(), end + 1));
                run(rule, text, window, file, found);
            }
            at = end + 1;
        }
    }

    private void run(
            Rule rule, String text, Window window, @Nullable String file, Consumer<Match> found) {
        if (rule.regex() == null) {
            return;
        }
        var part = text.substring(window.from(), window.to());
        var matcher = rule.regex().matcher(part);
        while (matcher.find()) {
            var group = secretGroup(rule, matcher);
            var secret = part.substring(matcher.start(group), matcher.end(group));
            if (counts(rule, secret)
                    && !rules.allow(rule, candidate(secret, matcher, part, file))) {
                var from = window.from() + matcher.start(group);
                found.accept(
                        new Match(
                                rule.id(),
                                rule.strength(),
                                from,
                                from + secret.length(),
                                Hashes.of(secret)));
            }
        }
    }

    private static boolean counts(Rule rule, String secret) {
        return !secret.isEmpty()
                && (rule.entropy() == 0 || Randomness.entropy(secret) >= rule.entropy())
                && !Randomness.isStandIn(secret)
                && (rule.strength() != Strength.GUESS || Randomness.isMixed(secret));
    }

    private static Allowlist.Candidate candidate(
            String secret, Matcher matcher, String part, @Nullable String file) {
        var from = part.lastIndexOf('\n', matcher.start()) + 1;
        var end = part.indexOf('\n', matcher.end());
        var line = part.substring(from, end < 0 ? part.length() : end);
        return new Allowlist.Candidate(secret, matcher.group(), line, file);
    }

    private static int secretGroup(Rule rule, Matcher matcher) {
        if (rule.secretGroup() > 0 && rule.secretGroup() <= matcher.groupCount()) {
            return matcher.start(rule.secretGroup()) < 0 ? 0 : rule.secretGroup();
        }
        for (var group = 1; group <= matcher.groupCount(); group++) {
            if (matcher.start(group) >= 0 && matcher.end(group) > matcher.start(group)) {
                return group;
            }
        }
        return 0;
    }
}
