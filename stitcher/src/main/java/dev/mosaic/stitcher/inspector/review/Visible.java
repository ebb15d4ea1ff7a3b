package dev.mosaic.stitcher.inspector.review;

/**
 * Text in which nothing hides. In a change, characters without a shape are part of what is to be
 * judged (a mark of direction shows code in another order than it runs), so each stands there by
 * its number instead of being dropped.
 */
final class Visible {
    private static final String CUT = "…";

    private Visible() {}

    /** All lines. */
    static String text(String text) {
        var seen = new StringBuilder(text.length());
        text.codePoints()
                .forEach(c -> {
                    if (c == '\n' || c == '\t' || hasShape(c)) {
                        seen.appendCodePoint(c);
                    } else if (c != '\r') {
                        seen.append("<U+%04X>".formatted(c));
                    }
                });
        return seen.toString();
    }

    /** One line of at most so many characters. */
    static String line(String text, int limit) {
        var line = text(text).replaceAll("\\s+", " ").strip();
        if (line.codePointCount(0, line.length()) <= limit) {
            return line;
        }
        return line.substring(0, line.offsetByCodePoints(0, limit - 1)) + CUT;
    }

    /** Variation selectors too: in a row of them any bytes can be written. */
    private static boolean hasShape(int c) {
        if ((c >= 0xFE00 && c <= 0xFE0E) || (c >= 0xE0100 && c <= 0xE01EF)) {
            return false;
        }
        return switch (Character.getType(c)) {
            case Character.CONTROL,
                    Character.FORMAT,
                    Character.SURROGATE,
                    Character.LINE_SEPARATOR,
                    Character.PARAGRAPH_SEPARATOR ->
                    false;
            default -> true;
        };
    }
}
