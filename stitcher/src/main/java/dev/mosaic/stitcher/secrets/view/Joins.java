package dev.mosaic.stitcher.secrets.view;

import dev.mosaic.stitcher.secrets.match.Tokens;
import java.util.function.Consumer;

/**
 * Puts together what was taken apart: strings that a program adds up, lines that a backslash goes
 * on with, and a token that goes on in the next line.
 */
public final class Joins {
    private static final String QUOTES = "\"'`";
    private static final String BETWEEN = "+.&<>,\\()";
    private static final int WIDEST = 200;
    private static final int MOST_SIGNS = 4;
    private static final int SHORTEST_TOKEN = 20;
    private static final int LONGEST_HALF = 512;

    private Joins() {}

    /**
     * The neighbourhood of each place where one string follows another, without what is between.
     */
    public static void strings(String text, Consumer<View> joined) {
        View.Builder view = null;
        var last = 0;
        for (var at = 0; at < text.length(); at++) {
            var behind = gapEnd(text, at);
            if (behind > at) {
                if (view == null) {
                    view = begun(text, Math.max(last, at - LONGEST_HALF), at);
                }
                at = behind - 1;
                last = behind;
            } else if (view != null) {
                view.add(text.charAt(at), at);
                if (at - last >= LONGEST_HALF) {
                    joined.accept(view.build());
                    view = null;
                }
            }
        }
        if (view != null) {
            joined.accept(view.build());
        }
    }

    private static View.Builder begun(String text, int from, int to) {
        var view = new View.Builder(2 * LONGEST_HALF);
        for (var i = from; i < to; i++) {
            view.add(text.charAt(i), i);
        }
        return view;
    }

    /** Behind the gap that begins here; the same place if none does. */
    private static int gapEnd(String text, int at) {
        var letter = text.charAt(at);
        if (letter == '\\' && at + 1 < text.length() && isLineEnd(text.charAt(at + 1))) {
            var next = at + 1;
            while (next < text.length() && Character.isWhitespace(text.charAt(next))) {
                next++;
            }
            return next;
        }
        return QUOTES.indexOf(letter) < 0 ? at : betweenStrings(text, at);
    }

    private static int betweenStrings(String text, int at) {
        var signs = 0;
        var limit = Math.min(text.length(), at + WIDEST);
        for (var next = at + 1; next < limit; next++) {
            var letter = text.charAt(next);
            if (QUOTES.indexOf(letter) >= 0) {
                return next + 1;
            }
            if (BETWEEN.indexOf(letter) >= 0) {
                signs++;
            } else if (!Character.isWhitespace(letter) && !isStringPrefix(text, next)) {
                return at;
            }
            if (signs > MOST_SIGNS) {
                return at;
            }
        }
        return at;
    }

    /** As in {@code f"..."} and {@code r'...'}. */
    private static boolean isStringPrefix(String text, int at) {
        return at + 1 < text.length()
                && "fFrRbBuUL@$".indexOf(text.charAt(at)) >= 0
                && QUOTES.indexOf(text.charAt(at + 1)) >= 0;
    }

    /** Each token that may go on over the end of a line, alone. */
    public static void lines(String text, Consumer<View> joined) {
        var at = text.indexOf('\n');
        while (at >= 0) {
            var left = at;
            while (left > 0 && isEdge(text.charAt(left - 1))) {
                left--;
            }
            var right = at + 1;
            while (right < text.length()
                    && (isEdge(text.charAt(right)) || "*#".indexOf(text.charAt(right)) >= 0)) {
                right++;
            }
            var begin = Math.max(Tokens.start(text, left), left - LONGEST_HALF);
            var end = Math.min(Tokens.end(text, right), right + LONGEST_HALF);
            if (begin < left && right < end && left - begin + end - right >= SHORTEST_TOKEN) {
                joined.accept(join(text, begin, left, right, end));
            }
            at = text.indexOf('\n', at + 1);
        }
    }

    private static boolean isEdge(char letter) {
        return letter == ' '
                || letter == '\t'
                || letter == '\r'
                || letter == '\\'
                || letter == ','
                || letter == ';'
                || QUOTES.indexOf(letter) >= 0;
    }

    private static boolean isLineEnd(char letter) {
        return letter == '\n' || letter == '\r';
    }

    private static View join(String text, int begin, int left, int right, int end) {
        var view = new View.Builder(left - begin + end - right);
        for (var i = begin; i < left; i++) {
            view.add(text.charAt(i), i);
        }
        for (var i = right; i < end; i++) {
            view.add(text.charAt(i), i);
        }
        return view.build();
    }
}
