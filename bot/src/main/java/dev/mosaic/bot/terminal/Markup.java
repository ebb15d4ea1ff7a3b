package dev.mosaic.bot.terminal;

import dev.mosaic.stitcher.text.Inert;
import java.util.regex.Pattern;

/** Our Markdown as a terminal shows it. */
final class Markup {
    private static final int LIMIT = 100_000;
    private static final Pattern STRONG = Pattern.compile("\\*\\*([^*\\n]{1,500}+)\\*\\*");

    private Markup() {}

    static String onTerminal(String markdown, boolean bold) {
        var text = Inert.block(markdown, LIMIT).replace("&lt;", "<");
        return STRONG.matcher(text).replaceAll(bold ? "\u001B[1m$1\u001B[0m" : "$1");
    }
}
