package dev.mosaic.stitcher.secrets.rule;

import com.google.re2j.Pattern;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * What a rule lets pass, as gitleaks has it: any of the checks, or all that are given.
 *
 * @param target what the regexes look at
 * @param rules ids of the rules that it is for; empty for all, or for the rule that holds it
 */
record Allowlist(
        boolean all,
        Target target,
        List<Pattern> regexes,
        List<String> stopwords,
        List<Pattern> paths,
        List<String> rules) {
    /** {@code regexTarget} of gitleaks. */
    enum Target {
        SECRET,
        MATCH,
        LINE
    }

    Allowlist {
        regexes = List.copyOf(regexes);
        stopwords = List.copyOf(stopwords);
        paths = List.copyOf(paths);
        rules = List.copyOf(rules);
    }

    /** What was found. @param file null when it is no file */
    record Candidate(String secret, String match, String line, @Nullable String file) {}

    boolean allows(Candidate found) {
        var checks = 0;
        var passed = 0;
        if (!paths.isEmpty()) {
            checks++;
            passed += found.file() != null && any(paths, found.file()) ? 1 : 0;
        }
        if (!regexes.isEmpty()) {
            checks++;
            passed += any(regexes, text(found)) ? 1 : 0;
        }
        if (!stopwords.isEmpty()) {
            checks++;
            var lower = found.secret().toLowerCase(Locale.ROOT);
            passed += stopwords.stream().anyMatch(lower::contains) ? 1 : 0;
        }
        return all ? checks > 0 && passed == checks : passed > 0;
    }

    private String text(Candidate found) {
        return switch (target) {
            case SECRET -> found.secret();
            case MATCH -> found.match();
            case LINE -> found.line();
        };
    }

    private static boolean any(List<Pattern> patterns, String text) {
        return patterns.stream().anyMatch(pattern -> pattern.matcher(text).find());
    }
}
