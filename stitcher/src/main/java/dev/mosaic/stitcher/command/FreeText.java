package dev.mosaic.stitcher.command;

/** Cleans what people write, so that every store and screen can hold it. Linear, never throws. */
public final class FreeText {
    private FreeText() {}

    /**
     * Without control characters but newline and tab, without lone surrogates, without blanks at
     * either end; line ends are newlines.
     */
    public static String clean(String text) {
        return strip(unstripped(text)).toString();
    }

    public static String require(String text) {
        var cleaned = clean(text);
        if (cleaned.isEmpty()) {
            throw new IllegalArgumentException("text is missing");
        }
        return cleaned;
    }

    /** As {@link #clean}, but blanks at the ends stay: the indent of a first line has a meaning. */
    public static String unstripped(String text) {
        var out = new StringBuilder(text.length());
        for (var i = 0; i < text.length(); i++) {
            var c = text.charAt(i);
            if (c == '\r') {
                if (i + 1 == text.length() || text.charAt(i + 1) != '\n') {
                    out.append('\n');
                }
            } else if (Character.isHighSurrogate(c)
                    && i + 1 < text.length()
                    && Character.isLowSurrogate(text.charAt(i + 1))) {
                out.append(c).append(text.charAt(++i));
            } else if (Character.isSurrogate(c)) {
                out.append('\uFFFD');
            } else if (c == '\n' || c == '\t' || !Character.isISOControl(c)) {
                out.append(c);
            }
        }
        return out.toString();
    }

    public static CharSequence strip(CharSequence text) {
        var start = 0;
        var end = text.length();
        while (start < end && isBlank(text.charAt(start))) {
            start++;
        }
        while (end > start && isBlank(text.charAt(end - 1))) {
            end--;
        }
        return text.subSequence(start, end);
    }

    /** White space of any kind, also what chat clients put in its place. */
    public static boolean isBlank(char c) {
        return Character.isWhitespace(c)
                || Character.isSpaceChar(c)
                || c == '\u200B'
                || c == '\u2060'
                || c == '\uFEFF';
    }
}
