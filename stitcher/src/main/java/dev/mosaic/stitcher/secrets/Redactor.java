package dev.mosaic.stitcher.secrets;

import dev.mosaic.stitcher.secrets.match.Match;
import dev.mosaic.stitcher.secrets.match.Tokens;
import dev.mosaic.stitcher.secrets.own.HeldSecrets;
import dev.mosaic.stitcher.secrets.own.OwnSecrets;
import dev.mosaic.stitcher.secrets.rule.Rules;
import java.util.List;
import org.springframework.core.env.ConfigurableEnvironment;

/**
 * Takes secrets out of texts: in their place stands {@code [redacted <rule> <hash>]}. What is only
 * guessed stays. Safe for several threads.
 */
public final class Redactor {
    private final Detector detector;

    private static final class BuiltIn {
        static final Redactor IT = new Redactor(Rules.builtIn(), new OwnSecrets());
    }

    public Redactor(Rules rules, OwnSecrets own) {
        detector = new Detector(rules, own);
    }

    /** By Mosaic's rules alone, without secrets of its own: for use outside of a program. */
    public static Redactor builtIn() {
        return BuiltIn.IT;
    }

    /** By Mosaic's rules, and without the secrets that these settings hold. */
    public static Redactor of(ConfigurableEnvironment environment) {
        return new Redactor(Rules.builtIn(), HeldSecrets.in(environment));
    }

    /** The text without secrets; the same one if there are none. */
    public String redact(String text) {
        var matches = matches(text);
        return matches.isEmpty() ? text : redacted(text, 0, text.length(), matches);
    }

    /** For text that comes in pieces: a secret may begin in one and end in another. */
    public Stream stream() {
        return new Stream(this);
    }

    private List<Match> matches(String text) {
        return text.length() < OwnSecrets.SHORTEST
                ? List.of()
                : Matches.distinct(detector.told(text));
    }

    private static String redacted(String text, int from, int to, List<Match> matches) {
        var clean = new StringBuilder(to - from);
        var at = from;
        for (var match : matches) {
            if (match.from() >= at && match.from() < to) {
                clean.append(text, at, match.from())
                        .append("[redacted ")
                        .append(match.rule())
                        .append(' ')
                        .append(match.hash())
                        .append(']');
                at = match.to();
            }
        }
        return at < to ? clean.append(text, at, to).toString() : clean.toString();
    }

    /**
     * Takes secrets out of one stream of text. Keeps back what may be the beginning of one: as a
     * rule the line that is not over, or that ends in a token. For one thread at a time.
     */
    public static final class Stream {
        private static final int MOST_KEPT = 16_384;
        private static final int OVERLAP = 8_192;
        private static final int TOKEN = 10;

        private final Redactor redactor;
        private String kept = "";

        private Stream(Redactor redactor) {
            this.redactor = redactor;
        }

        /** Takes the next piece; gives what can be shown by now, perhaps nothing. */
        public String next(String piece) {
            var text = kept + piece;
            var cut = cut(text);
            if (cut == 0) {
                kept = text;
                return "";
            }
            var matches = redactor.matches(text);
            for (var match : matches) {
                // whatever touches the cut is not over yet
                if (match.from() < cut && match.to() >= cut) {
                    cut = match.to() - match.from() > MOST_KEPT ? match.to() : match.from();
                }
            }
            kept = text.substring(cut);
            return redacted(text, 0, cut, matches);
        }

        /** The rest; the stream begins anew. */
        public String end() {
            var rest = redactor.redact(kept);
            kept = "";
            return rest;
        }

        /** Up to where no secret of a usual length can still be open. */
        private static int cut(String text) {
            var line = text.lastIndexOf('\n') + 1;
            if (line > 0 && tokenBefore(text, line - 1) >= TOKEN) {
                line = text.lastIndexOf('\n', line - 2) + 1;
            }
            var key = openKey(text);
            if (key >= 0) {
                line = Math.min(line, key);
            }
            return text.length() - line <= MOST_KEPT ? line : text.length() - OVERLAP;
        }

        /** How long the token is that the line ends in. */
        private static int tokenBefore(String text, int lineEnd) {
            var end = lineEnd;
            while (end > 0 && "\r\\\"'`".indexOf(text.charAt(end - 1)) >= 0) {
                end--;
            }
            return end - Tokens.start(text, end);
        }

        /** Where a key file begins whose end has not come; -1 if there is none. */
        private static int openKey(String text) {
            var begin = text.lastIndexOf("-----BEGIN");
            return begin >= 0 && text.indexOf("-----END", begin) < 0
                    ? text.lastIndexOf('\n', begin) + 1
                    : -1;
        }
    }
}
