package dev.mosaic.stitcher.secrets;

import dev.mosaic.stitcher.secrets.own.HeldSecrets;
import dev.mosaic.stitcher.secrets.own.OwnSecrets;
import dev.mosaic.stitcher.secrets.rule.Rules;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.springframework.core.env.ConfigurableEnvironment;

/** Looks for secrets in texts and their names. Safe for several threads. */
public final class Scanner {
    private final Rules rules;
    private final OwnSecrets own;
    private final Detector detector;

    public Scanner(Rules rules, OwnSecrets own) {
        this.rules = rules;
        this.own = own;
        this.detector = new Detector(rules, own);
    }

    /**
     * Mosaic's rules and those of more files, and the secrets that these settings hold.
     *
     * @param moreRules files in gitleaks' format
     */
    public static Scanner of(ConfigurableEnvironment environment, List<Path> moreRules) {
        return new Scanner(new SecretSettings(moreRules).allRules(), HeldSecrets.in(environment));
    }

    /** What a text holds, in order; a file's name is looked at too. Takes linear time. */
    public List<Finding> scan(Source source) {
        var findings = new ArrayList<Finding>();
        if (source.file()) {
            for (var match : Matches.distinct(detector.told(source.name()))) {
                findings.add(new Finding(match.rule(), source.name(), 0, 0, match.hash()));
            }
        }
        var text = source.text();
        var matches = detector.all(text, source.file() ? source.name() : null);
        var lines = new LineNumbers(source.firstLine(), text);
        for (var match : Matches.distinct(matches)) {
            lines.moveTo(match.from());
            var known =
                    new Finding(
                            match.rule(),
                            source.name(),
                            lines.line(),
                            lines.column(),
                            match.hash());
            findings.add(known);
        }
        return findings;
    }

    /** What several texts hold. */
    public List<Finding> scan(Collection<Source> sources) {
        return sources.stream().flatMap(source -> scan(source).stream()).toList();
    }

    /** A scanner with these rules alone, for a second look at much text; own secrets stay known. */
    public Scanner only(Set<String> ids) {
        return new Scanner(rules.only(ids), own);
    }

    /** Ids of all rules, that of Mosaic's own secrets first. */
    public List<String> ruleIds() {
        return Stream.concat(Stream.of(Finding.OWN), rules.ids().stream()).toList();
    }

    /** Counts lines on the way through a text. */
    private static final class LineNumbers {
        private final String text;
        private int line;
        private int at;
        private int begin;

        LineNumbers(int first, String text) {
            this.text = text;
            this.line = first;
        }

        void moveTo(int position) {
            for (; at < position; at++) {
                if (text.charAt(at) == '\n') {
                    line++;
                    begin = at + 1;
                }
            }
        }

        int line() {
            return line;
        }

        int column() {
            return at - begin + 1;
        }
    }
}
