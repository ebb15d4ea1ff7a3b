package dev.mosaic.stitcher.text;

import dev.mosaic.stitcher.job.JobEvent.BudgetSpent;
import java.math.BigDecimal;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** What models cost, in sentences. */
public final class CostText {
    private CostText() {}

    /** What an approval allows. @param all what the job may cost then */
    public static String more(BigDecimal more, BigDecimal all) {
        return "An approval allows %s more, %s in all.".formatted(Spell.usd(more), Spell.usd(all));
    }

    /** What a job cost; empty if no model was asked, or none whose price is known. */
    static String sentence(@Nullable BudgetSpent spent) {
        if (spent == null) {
            return "";
        }
        var read = spent.input() + spent.cacheRead() + spent.cacheWrite();
        return "The model cost %s: %s, %s tokens read%s, %s written.%s"
                .formatted(
                        Spell.usd(spent.usd()),
                        Spell.count(spent.calls(), "call"),
                        number(read),
                        spent.cacheRead() == 0
                                ? ""
                                : " (%s of them from its cache)"
                                        .formatted(number(spent.cacheRead())),
                        number(spent.output()),
                        spent.estimated()
                                ? " A part of it is an estimate, which is rather too high."
                                : "");
    }

    private static String number(long tokens) {
        return String.format(Locale.ROOT, "%,d", tokens);
    }
}
