package dev.mosaic.stitcher.context;

/**
 * A text of an issue as people see it on its page. What they do not see may be an order to an agent
 * that nobody noticed: characters without a shape are taken out, and comments of HTML, which may as
 * well be what the issue is about, stay where the agent is told that they are data, and are
 * counted.
 *
 * @param text without characters that have no shape
 * @param invisible how many were taken out
 * @param comments how many comments of HTML it holds
 */
record Shown(String text, int invisible, int comments) {
    private static final String COMMENT = "<!--";

    static Shown of(String text) {
        var seen = new StringBuilder(text.length());
        text.codePoints().filter(Shown::hasShape).forEach(seen::appendCodePoint);
        var all = text.codePointCount(0, text.length());
        var left = seen.codePointCount(0, seen.length());
        return new Shown(seen.toString(), all - left, comments(seen));
    }

    /**
     * Without one: control characters but for those that lay out text; format characters, among
     * them zero-width ones, marks of direction and the tags of U+E0000; variation selectors, in a
     * row of which any bytes can be written, but for the one that makes a picture of a character.
     */
    private static boolean hasShape(int c) {
        if ((c >= 0xFE00 && c <= 0xFE0E) || (c >= 0xE0100 && c <= 0xE01EF)) {
            return false;
        }
        return switch (Character.getType(c)) {
            case Character.CONTROL -> c == '\n' || c == '\r' || c == '\t';
            case Character.FORMAT, Character.SURROGATE -> false;
            default -> true;
        };
    }

    private static int comments(StringBuilder text) {
        var count = 0;
        for (var at = text.indexOf(COMMENT); at >= 0; at = text.indexOf(COMMENT, at + 1)) {
            count++;
        }
        return count;
    }
}
