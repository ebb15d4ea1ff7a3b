package dev.mosaic.stitcher.policy;

import java.text.Normalizer;
import java.util.Locale;

/**
 * A pattern for paths of a repository, as people know it from {@code .gitignore}: {@code *} and
 * {@code ?} stay inside a name, {@code **} does not, a pattern without a slash in front of its end
 * means a name at any depth, and whatever lies below a match is matched too. Letters match in any
 * case, because a disk may not tell them apart. Takes time in proportion to pattern times path,
 * whatever they hold.
 */
public final class PathGlob {
    private final String written;
    private final String pattern;

    public PathGlob(String written) {
        this.written = written;
        var folded = fold(written);
        while (folded.endsWith("/")) {
            folded = folded.substring(0, folded.length() - 1);
        }
        this.pattern =
                folded.startsWith("/")
                        ? folded.substring(1)
                        : folded.indexOf('/') < 0 ? "**/" + folded : folded;
    }

    /** True if the pattern means the path or a folder above it. */
    public boolean matches(String path) {
        var text = fold(path);
        var reached = new boolean[text.length() + 1];
        reached[0] = true;
        var at = 0;
        while (at < pattern.length()) {
            if (pattern.startsWith("**/", at)) {
                folders(text, reached);
                at += 3;
            } else if (pattern.startsWith("**", at)) {
                rest(reached);
                at += 2;
            } else if (pattern.charAt(at) == '*') {
                name(text, reached);
                at++;
            } else {
                one(text, reached, pattern.charAt(at));
                at++;
            }
        }
        for (var end = 0; end <= text.length(); end++) {
            if (reached[end] && (end == text.length() || text.charAt(end) == '/')) {
                return true;
            }
        }
        return false;
    }

    /** The pattern as it was written. */
    @Override
    public String toString() {
        return written;
    }

    private static String fold(String text) {
        return Normalizer.normalize(text, Normalizer.Form.NFKC).toLowerCase(Locale.ROOT);
    }

    /** Nothing, or any number of whole folders. */
    private static void folders(String text, boolean[] reached) {
        var before = false;
        for (var i = 0; i <= text.length(); i++) {
            var here = reached[i];
            if (before && i > 0 && text.charAt(i - 1) == '/') {
                reached[i] = true;
            }
            before |= here;
        }
    }

    private static void rest(boolean[] reached) {
        for (var i = 1; i < reached.length; i++) {
            reached[i] |= reached[i - 1];
        }
    }

    private static void name(String text, boolean[] reached) {
        for (var i = 1; i < reached.length; i++) {
            reached[i] |= reached[i - 1] && text.charAt(i - 1) != '/';
        }
    }

    private static void one(String text, boolean[] reached, char wanted) {
        for (var i = text.length(); i > 0; i--) {
            var c = text.charAt(i - 1);
            reached[i] = reached[i - 1] && (wanted == '?' ? c != '/' : c == wanted);
        }
        reached[0] = false;
    }
}
