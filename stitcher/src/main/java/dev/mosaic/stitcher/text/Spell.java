package dev.mosaic.stitcher.text;

import dev.mosaic.stitcher.job.store.BudgetExtensions;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;

/** How numbers and times are written, the same everywhere. */
final class Spell {
    private static final DateTimeFormatter MINUTE =
            DateTimeFormatter.ofPattern("uuuu-MM-dd HH:mm 'UTC'", Locale.ROOT)
                    .withZone(ZoneOffset.UTC);

    private Spell() {}

    /** {@code 0.3 s}, {@code 42 s}, {@code 3 min 5 s}, {@code 2 h 10 min}. */
    static String duration(Duration took) {
        var millis = Math.max(0, took.toMillis());
        if (millis < 10_000) {
            return String.format(Locale.ROOT, "%.1f s", millis / 1000.0);
        }
        var seconds = millis / 1000;
        if (seconds < 60) {
            return seconds + " s";
        }
        if (seconds < 3600) {
            return seconds / 60 + " min " + seconds % 60 + " s";
        }
        return seconds / 3600 + " h " + seconds % 3600 / 60 + " min";
    }

    /** {@code 5.00 $}; what is less than a dollar has four places. */
    static String usd(BigDecimal amount) {
        var small = amount.signum() > 0 && amount.compareTo(BigDecimal.ONE) < 0;
        return amount.setScale(small ? 4 : 2, RoundingMode.HALF_UP).toPlainString() + " $";
    }

    /** What a job waits for, such as {@code approval}, as a sentence has it. */
    static String wanted(String waitingFor) {
        return waitingFor.equals(BudgetExtensions.BUDGET)
                ? "a larger budget"
                : "an " + Inert.line(waitingFor, 40);
    }

    static String at(Instant instant) {
        return MINUTE.format(instant);
    }

    /** {@code 1 file}, {@code 3 files}. */
    static String count(long number, String noun) {
        return number + " " + noun + (number == 1 ? "" : "s");
    }
}
