package dev.mosaic.bot.terminal;

/** How much room a text takes on a terminal: wide characters take two columns, marks none. */
final class Columns {
    private static final String CUT = "…";

    private Columns() {}

    static int of(String text) {
        return text.codePoints().map(Columns::of).sum();
    }

    /** The text, or as much of its beginning as fits, with a mark that something is missing. */
    static String cut(String text, int columns) {
        if (of(text) <= columns) {
            return text;
        }
        var room = columns - 1;
        var end = 0;
        while (end < text.length()) {
            var c = text.codePointAt(end);
            room -= of(c);
            if (room < 0) {
                break;
            }
            end += Character.charCount(c);
        }
        return columns < 1 ? "" : text.substring(0, end) + CUT;
    }

    private static int of(int c) {
        var type = Character.getType(c);
        if (type == Character.NON_SPACING_MARK || type == Character.ENCLOSING_MARK) {
            return 0;
        }
        return isWide(c) ? 2 : 1;
    }

    /** The blocks of Unicode whose characters are wide; a few rare ones are missing. */
    private static boolean isWide(int c) {
        return c >= 0x1100
                && (c <= 0x115F
                        || (c >= 0x2E80 && c <= 0xA4CF)
                        || (c >= 0xAC00 && c <= 0xD7A3)
                        || (c >= 0xF900 && c <= 0xFAFF)
                        || (c >= 0xFE30 && c <= 0xFE6F)
                        || (c >= 0xFF00 && c <= 0xFF60)
                        || (c >= 0xFFE0 && c <= 0xFFE6)
                        || (c >= 0x1F000 && c <= 0x1FAFF)
                        || (c >= 0x20000 && c <= 0x3FFFD));
    }
}
