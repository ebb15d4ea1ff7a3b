package dev.mosaic.stitcher.api.problem;

/**
 * Makes text from outside harmless where no JSON encoder stands between it and a terminal: a
 * control character becomes its picture, such as {@code ␛}, so that nothing is hidden and nothing
 * is obeyed.
 */
public final class VisibleText {
    private static final int SHORT = 120;
    private static final int PICTURES = 0x2400;
    private static final char REPLACEMENT = '\uFFFD';

    private VisibleText() {}

    /** Keeps tabs and line ends; a carriage return, which would overwrite a line, ends it. */
    public static String inert(String text) {
        var out = new StringBuilder(text.length());
        for (var i = 0; i < text.length(); i++) {
            var c = text.charAt(i);
            if (c == '\r') {
                if (i + 1 == text.length() || text.charAt(i + 1) != '\n') {
                    out.append('\n');
                }
            } else {
                out.append(c == '\n' || c == '\t' ? c : visible(c));
            }
        }
        return out.toString();
    }

    /** One short line, to be named inside a sentence. */
    public static String quoted(String text) {
        var cut = text.length() > SHORT ? text.substring(0, SHORT) + "…" : text;
        var out = new StringBuilder(cut.length() + 2).append('`');
        cut.chars().forEach(c -> out.append(c == '`' ? '\'' : visible((char) c)));
        return out.append('`').toString();
    }

    private static char visible(char c) {
        if (c < ' ') {
            return (char) (PICTURES + c);
        }
        return Character.getType(c) == Character.FORMAT || Character.isISOControl(c)
                ? REPLACEMENT
                : c;
    }
}
