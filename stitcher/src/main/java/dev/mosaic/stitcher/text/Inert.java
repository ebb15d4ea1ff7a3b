package dev.mosaic.stitcher.text;

import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * Takes the teeth out of text that came from outside: terminal escapes, control and direction
 * characters, mentions, HTML, image beacons, words that close issues. Total, linear, idempotent
 * within a method, and it never makes a text longer than its limit in characters that people see.
 */
public final class Inert {
    /** Invisible; parts an {@code @} from its name and a keyword from its meaning. */
    private static final char GAP = '\u200B';

    private static final String CUT = "…";

    /** Enough to find the visible part of the longest text that we show. */
    private static final int READ_AT_MOST = 1 << 20;

    /**
     * CSI; OSC, DCS and their like up to their terminator; two-character escapes. A string sequence
     * without a terminator ends at the line's end.
     */
    private static final Pattern ESCAPES =
            Pattern.compile(
                    "(?:\u001B\\[|\u009B)[0-?]*+[ -/]*+[@-~]?"
                            + "|(?:\u001B[\\]PX^_]|[\u009D\u0090\u0098\u009E\u009F])"
                            + "[^\u0007\u001B\u009C\\n]*+(?:\u0007|\u001B\\\\|\u009C)?"
                            + "|\u001B[ -/]*+[0-~]?");

    private static final Pattern MENTION = Pattern.compile("([@＠])(?=[\\p{L}\\p{N}_&!-])");

    private static final Pattern TAG = Pattern.compile("<(?=[A-Za-z/!?@#])");

    private static final Pattern IMAGE = Pattern.compile("!\\[");

    private static final Pattern CLOSING =
            Pattern.compile(
                    "\\b(clos|fix|resolv|implement|reopen)(?=(?:e|es|ed|s|d|ing)?[:\\s]{1,9}+"
                            + "(?:[#!]|https?:|GH-|[\\w.-]{1,100}+/[\\w.-]{1,100}+[#!]))",
                    Pattern.CASE_INSENSITIVE);

    private Inert() {}

    /** One line of plain text: what breaks lines becomes a space. */
    public static String line(String text, int limit) {
        var line = clean(text).replace('\n', ' ').strip();
        return cut(collapse(line), limit);
    }

    /** Plain text that keeps its line breaks. */
    public static String block(String text, int limit) {
        return cut(clean(text).strip(), limit);
    }

    /** One line that may stand in Markdown: nothing in it notifies, loads, closes or opens. */
    public static String markdownLine(String text, int limit) {
        return defuse(line(text, limit).replace('`', '\''));
    }

    /** Lines that may stand in Markdown. */
    public static String markdown(String text, int limit) {
        return defuse(block(text, limit));
    }

    /** A code span of one line; empty if nothing is left of the text. */
    public static String code(String text, int limit) {
        var line = line(text, limit).replace('`', '\'');
        // a search for our marker or for closing words may not know what a code span is
        line = TAG.matcher(line).replaceAll("<" + GAP);
        line = CLOSING.matcher(line).replaceAll("$1" + GAP);
        return line.isEmpty() ? "" : "`" + line + "`";
    }

    /** A quote of lines that may stand in Markdown; whatever they open ends with the quote. */
    public static String quote(String text, int limit) {
        return markdown(text, limit)
                .lines()
                .map(it -> it.isBlank() ? ">" : "> " + it)
                .collect(Collectors.joining("\n"));
    }

    private static String defuse(String text) {
        var result = TAG.matcher(text).replaceAll("&lt;");
        result = MENTION.matcher(result).replaceAll("$1" + GAP);
        result = IMAGE.matcher(result).replaceAll("!" + GAP + "[");
        return CLOSING.matcher(result).replaceAll("$1" + GAP);
    }

    private static String clean(String text) {
        var head = text.length() > READ_AT_MOST ? text.substring(0, READ_AT_MOST) : text;
        var unbroken = head.replace("\r\n", "\n").replace('\r', '\n');
        var visible = ESCAPES.matcher(unbroken).replaceAll("");
        var result = new StringBuilder(visible.length());
        visible.codePoints().forEach(c -> append(result, c));
        return result.toString();
    }

    private static void append(StringBuilder result, int c) {
        if (c == '\n' || c == 0x2028 || c == 0x2029 || c == 0x0B || c == 0x0C || c == 0x85) {
            result.append('\n');
        } else if (c == '\t') {
            result.append("    ");
        } else if (isSeen(c)) {
            result.appendCodePoint(c);
        }
    }

    /** Format characters are direction marks, zero-width ones and tags: they only deceive. */
    private static boolean isSeen(int c) {
        return switch (Character.getType(c)) {
            case Character.CONTROL, Character.FORMAT, Character.SURROGATE -> false;
            default -> true;
        };
    }

    private static String collapse(String line) {
        var result = new StringBuilder(line.length());
        for (var i = 0; i < line.length(); i++) {
            var c = line.charAt(i);
            if (c != ' ' || result.isEmpty() || result.charAt(result.length() - 1) != ' ') {
                result.append(c);
            }
        }
        return result.toString();
    }

    private static String cut(String text, int limit) {
        if (text.codePointCount(0, text.length()) <= limit) {
            return text;
        }
        var end = text.offsetByCodePoints(0, Math.max(0, limit - 1));
        return text.substring(0, end).stripTrailing() + CUT;
    }
}
