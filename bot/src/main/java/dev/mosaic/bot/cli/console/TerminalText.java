package dev.mosaic.bot.cli.console;

/** Makes text from outside harmless for a terminal: it could move the cursor or name a window. */
public final class TerminalText {
    private TerminalText() {}

    /** Lines and tabs stay; every other control character and bidirectional override goes. */
    public static String block(String text) {
        return text.replaceAll("[\\p{Cntrl}\\x{80}-\\x{9F}\\p{Cf}&&[^\\n\\t]]", "");
    }

    /** One line of it. */
    public static String line(String text) {
        return block(text).replaceAll("\\s+", " ").strip();
    }

    /** One line of at most so many characters. */
    public static String line(String text, int limit) {
        var line = line(text);
        return line.length() <= limit ? line : line.substring(0, limit - 1) + "…";
    }
}
