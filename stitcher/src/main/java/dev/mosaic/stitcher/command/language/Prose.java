package dev.mosaic.stitcher.command.language;

import dev.mosaic.stitcher.command.FreeText;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;

/**
 * Tells the lines of a Markdown text that a person says from those that are quoted, code or hidden.
 * Where Markdown's rules are finer than these, a line counts as not said: a command that is missed
 * is written again, one that nobody gave is done. One pass; every character is looked at a fixed
 * number of times.
 */
final class Prose {
    /** A line that is said, without its line break. */
    record Line(int start, int end) {}

    private record Hidden(String opens, String closes) {}

    private record Fence(char sign, int length) {}

    private static final int CODE_INDENT = 4;
    private static final List<Hidden> HIDDEN =
            List.of(
                    new Hidden("<!--", "-->"),
                    new Hidden("<pre", "</pre"),
                    new Hidden("<code", "</code"),
                    new Hidden("<blockquote", "</blockquote"));

    private final CharSequence text;
    private final Backticks backticks;
    private final List<Line> said = new ArrayList<>();
    private Fence fence = new Fence(' ', 0);

    /** Where the code span or hidden part that was met last ends. */
    private int hiddenUntil;

    private Prose(CharSequence text) {
        this.text = text;
        this.backticks = new Backticks(text);
    }

    static List<Line> lines(CharSequence text) {
        var prose = new Prose(text);
        var start = 0;
        while (start <= text.length()) {
            var end = start;
            while (end < text.length() && text.charAt(end) != '\n') {
                end++;
            }
            prose.line(start, end);
            start = end + 1;
        }
        return prose.said;
    }

    private void line(int start, int end) {
        var first = start;
        var indent = 0;
        while (first < end && FreeText.isBlank(text.charAt(first))) {
            indent += text.charAt(first) == '\t' ? CODE_INDENT : 1;
            first++;
        }
        var mark = afterListMark(first, end);
        if (fence.length() > 0) {
            closeFence(first, end);
        } else if (start < hiddenUntil) {
            spans(hiddenUntil, end);
        } else if (isFence(mark, end)) {
            fence = new Fence(text.charAt(mark), run(mark, end));
        } else if (first < end && text.charAt(first) != '>' && indent < CODE_INDENT) {
            said.add(new Line(start, end));
            spans(first, end);
        }
    }

    /** Notes code spans and hidden parts that begin in this line and may reach beyond it. */
    private void spans(int from, int end) {
        var at = from;
        while (at < end) {
            var c = text.charAt(at);
            if (c == '`') {
                var length = run(at, end);
                var closing = backticks.closing(at);
                hiddenUntil = Math.max(hiddenUntil, closing < 0 ? 0 : closing + length);
                at = closing < 0 ? at + length : closing + length;
            } else if (c == '<') {
                at = hidden(at);
            } else {
                at++;
            }
        }
    }

    /** The end of the hidden part that opens here, or the next character if none does. */
    private int hidden(int at) {
        for (var kind : HIDDEN) {
            if (isAt(at, kind.opens()) && isWhole(at, kind)) {
                var close = at + kind.opens().length();
                while (close < text.length() && !isAt(close, kind.closes())) {
                    close++;
                }
                hiddenUntil = Math.min(text.length() + 1, close + kind.closes().length());
                return hiddenUntil;
            }
        }
        return at + 1;
    }

    /** {@code <codec>} is no {@code <code>}. */
    private boolean isWhole(int at, Hidden kind) {
        var behind = at + kind.opens().length();
        return kind.opens().startsWith("<!")
                || behind == text.length()
                || !Character.isLetterOrDigit(text.charAt(behind));
    }

    private boolean isFence(int at, int end) {
        if (at == end || text.charAt(at) != '`' && text.charAt(at) != '~') {
            return false;
        }
        var length = run(at, end);
        if (length < 3) {
            return false;
        }
        // A backtick later in the line makes it a code span.
        for (var i = at + length; text.charAt(at) == '`' && i < end; i++) {
            if (text.charAt(i) == '`') {
                return false;
            }
        }
        return true;
    }

    private void closeFence(int first, int end) {
        if (first < end
                && text.charAt(first) == fence.sign()
                && run(first, end) >= fence.length()
                && isBlank(first + run(first, end), end)) {
            fence = new Fence(' ', 0);
        }
    }

    private int afterListMark(int first, int end) {
        var at = first;
        while (at < end && text.charAt(at) >= '0' && text.charAt(at) <= '9') {
            at++;
        }
        var mark = at == first ? "-*+" : ".)";
        if (at >= end || mark.indexOf(text.charAt(at)) < 0) {
            return first;
        }
        at++;
        while (at < end && FreeText.isBlank(text.charAt(at))) {
            at++;
        }
        return at;
    }

    private boolean isBlank(int from, int end) {
        for (var i = from; i < end; i++) {
            if (!FreeText.isBlank(text.charAt(i))) {
                return false;
            }
        }
        return true;
    }

    private int run(int at, int end) {
        var length = 0;
        while (at + length < end && text.charAt(at + length) == text.charAt(at)) {
            length++;
        }
        return length;
    }

    private boolean isAt(int at, String word) {
        if (at + word.length() > text.length()) {
            return false;
        }
        for (var i = 0; i < word.length(); i++) {
            if (Character.toLowerCase(text.charAt(at + i)) != word.charAt(i)) {
                return false;
            }
        }
        return true;
    }

    /** Which run of backticks closes which: the next one of the same length in its paragraph. */
    private static final class Backticks {
        private final HashMap<Integer, Integer> closing = new HashMap<>();

        Backticks(CharSequence text) {
            var open = new HashMap<Integer, Integer>();
            var blank = true;
            var at = 0;
            while (at < text.length()) {
                var c = text.charAt(at);
                if (c == '\n') {
                    if (blank) {
                        open.clear();
                    }
                    blank = true;
                    at++;
                } else if (c == '`') {
                    var start = at;
                    while (at < text.length() && text.charAt(at) == '`') {
                        at++;
                    }
                    var earlier = open.put(at - start, start);
                    if (earlier != null) {
                        closing.put(earlier, start);
                    }
                    blank = false;
                } else {
                    blank = blank && FreeText.isBlank(c);
                    at++;
                }
            }
        }

        /** Where the run that closes this one starts; -1 if none does. */
        int closing(int opening) {
            return closing.getOrDefault(opening, -1);
        }
    }
}
