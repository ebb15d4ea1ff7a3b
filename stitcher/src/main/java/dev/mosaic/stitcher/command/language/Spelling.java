package dev.mosaic.stitcher.command.language;

import java.util.Collection;
import java.util.Locale;
import java.util.Optional;

/** Finds what somebody probably meant. Long words are never compared. */
final class Spelling {
    private static final int LONGEST = 20;

    private Spelling() {}

    /** The nearest known word, if one is near: one slip in a short word, two in a longer one. */
    static Optional<String> nearest(String word, Collection<String> known) {
        if (word.length() > LONGEST) {
            return Optional.empty();
        }
        var lower = word.toLowerCase(Locale.ROOT);
        var best = lower.length() <= 4 ? 1 : 2;
        Optional<String> found = Optional.empty();
        for (var candidate : known) {
            var slips = distance(lower, candidate);
            if (slips <= best && (found.isEmpty() || slips < best)) {
                best = slips;
                found = Optional.of(candidate);
            }
        }
        return found;
    }

    /** Slips between two words: a letter too many, too few, wrong, or swapped with the next. */
    static int distance(String one, String other) {
        var table = new int[one.length() + 1][other.length() + 1];
        for (var i = 0; i <= one.length(); i++) {
            for (var j = 0; j <= other.length(); j++) {
                table[i][j] = i == 0 || j == 0 ? i + j : cell(table, one, other, i, j);
            }
        }
        return table[one.length()][other.length()];
    }

    private static int cell(int[][] table, String one, String other, int i, int j) {
        var same = one.charAt(i - 1) == other.charAt(j - 1) ? 0 : 1;
        var least =
                Math.min(
                        table[i - 1][j - 1] + same, Math.min(table[i - 1][j], table[i][j - 1]) + 1);
        var swapped =
                i > 1
                        && j > 1
                        && one.charAt(i - 1) == other.charAt(j - 2)
                        && one.charAt(i - 2) == other.charAt(j - 1);
        return swapped ? Math.min(least, table[i - 2][j - 2] + 1) : least;
    }
}
