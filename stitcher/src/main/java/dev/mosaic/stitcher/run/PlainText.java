package dev.mosaic.stitcher.run;

/** Text from an agent, made fit for the log: printable, whole characters, of bounded length. */
final class PlainText {
    private PlainText() {}

    /** One line. */
    static String line(String text, int limit) {
        return clean(text, limit, false);
    }

    /** Several lines. */
    static String lines(String text, int limit) {
        return clean(text, limit, true);
    }

    private static String clean(String text, int limit, boolean keepLines) {
        var clean = new StringBuilder();
        for (var i = 0; i < text.length() && clean.length() < limit; ) {
            var c = text.codePointAt(i);
            i += Character.charCount(c);
            if (c == '\n' && keepLines || c == '\t') {
                clean.appendCodePoint(c);
            } else if (Character.isWhitespace(c)) {
                clean.append(' ');
            } else if (printable(c)) {
                clean.appendCodePoint(c);
            }
            if (clean.length() >= limit && i < text.length()) {
                clean.append('…');
            }
        }
        return clean.toString().strip();
    }

    /** Without escapes, marks that turn the direction of text, and halves of characters. */
    private static boolean printable(int c) {
        return switch (Character.getType(c)) {
            case Character.CONTROL, Character.FORMAT, Character.SURROGATE -> false;
            default -> true;
        };
    }
}
