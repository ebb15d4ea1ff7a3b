package dev.mosaic.bot.cli.price;

import dev.mosaic.bot.cli.console.TerminalText;
import java.util.Locale;
import tools.jackson.databind.JsonNode;

/** A price in words. */
final class PriceLine {
    private PriceLine() {}

    static String of(JsonNode price) {
        var by = text(price, "setBy");
        return "%-8s  %s  input %s, output %s, cache read %s, cache write %s  since %s, %s"
                .formatted(
                        text(price, "state").toLowerCase(Locale.ROOT),
                        text(price, "model"),
                        usd(price, "input"),
                        usd(price, "output"),
                        usd(price, "cacheRead"),
                        usd(price, "cacheWrite"),
                        text(price, "since"),
                        by.isEmpty() ? "by settings" : "by " + by);
    }

    private static String usd(JsonNode price, String member) {
        return price.path(member).decimalValue().stripTrailingZeros().toPlainString();
    }

    private static String text(JsonNode price, String member) {
        return TerminalText.line(price.path(member).asString(""), 120);
    }
}
