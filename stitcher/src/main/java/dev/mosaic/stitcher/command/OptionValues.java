package dev.mosaic.stitcher.command;

import dev.mosaic.stitcher.command.FixOptions.Money;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** Reads the values of options. Every method is total and looks at every character once. */
public final class OptionValues {
    private static final Duration LONGEST = Duration.ofDays(7);
    private static final int MOST_DIGITS = 7;
    private static final Map<String, Integer> PRIORITIES =
            Map.of(
                    "urgent", 1, "high", 3, "normal", 5, "low", 8, //
                    "p0", 1, "p1", 3, "p2", 5, "p3", 8);
    private static final Map<String, Integer> SECONDS =
            Map.ofEntries(
                    Map.entry("s", 1),
                    Map.entry("sec", 1),
                    Map.entry("secs", 1),
                    Map.entry("second", 1),
                    Map.entry("seconds", 1),
                    Map.entry("m", 60),
                    Map.entry("min", 60),
                    Map.entry("mins", 60),
                    Map.entry("minute", 60),
                    Map.entry("minutes", 60),
                    Map.entry("h", 3600),
                    Map.entry("hr", 3600),
                    Map.entry("hrs", 3600),
                    Map.entry("hour", 3600),
                    Map.entry("hours", 3600),
                    Map.entry("d", 86_400),
                    Map.entry("day", 86_400),
                    Map.entry("days", 86_400));

    private OptionValues() {}

    /** {@code 5$}, {@code $5}, {@code 2.50}, {@code 5usd}. */
    public static Optional<Money> money(String text) {
        var amount = text.toLowerCase(Locale.ROOT);
        if (amount.startsWith("$")) {
            amount = amount.substring(1);
        } else if (amount.endsWith("$")) {
            amount = amount.substring(0, amount.length() - 1);
        } else if (amount.endsWith("usd")) {
            amount = amount.substring(0, amount.length() - 3);
        }
        var point = amount.indexOf('.');
        var dollars = number(point < 0 ? amount : amount.substring(0, point));
        var fraction = point < 0 ? "00" : amount.substring(point + 1);
        var cents = number(fraction.length() == 1 ? fraction + "0" : fraction);
        if (dollars < 0 || cents < 0 || fraction.length() > 2) {
            return Optional.empty();
        }
        var total = dollars * 100 + cents;
        return total >= 1 && total <= Money.MOST ? Optional.of(new Money(total)) : Optional.empty();
    }

    public static boolean isMoneyUnit(String word) {
        return word.equals("$") || word.equalsIgnoreCase("usd");
    }

    /** {@code 90s}, {@code 20m}, {@code 1h30m}, {@code 20minutes}. */
    public static Optional<Duration> time(String text) {
        var seconds = 0L;
        var at = 0;
        while (at < text.length()) {
            var digits = at;
            while (at < text.length() && isDigit(text.charAt(at))) {
                at++;
            }
            var unit = at;
            while (at < text.length() && !isDigit(text.charAt(at))) {
                at++;
            }
            var count = number(text.substring(digits, unit));
            var each = secondsOf(text.substring(unit, at));
            if (count < 0 || each == 0) {
                return Optional.empty();
            }
            seconds += count * each;
            if (seconds > LONGEST.toSeconds()) {
                return Optional.empty();
            }
        }
        return Optional.of(Duration.ofSeconds(seconds)).filter(OptionValues::isTime);
    }

    public static boolean isTimeUnit(String word) {
        return secondsOf(word) > 0;
    }

    static boolean isTime(Duration time) {
        return time.compareTo(Duration.ofSeconds(1)) >= 0
                && time.compareTo(LONGEST) <= 0
                && time.getNano() == 0;
    }

    /** {@code 1h30m}: what {@link #time} reads back. */
    public static String written(Duration time) {
        var out = new StringBuilder();
        append(out, time.toHours(), 'h');
        append(out, time.toMinutesPart(), 'm');
        append(out, time.toSecondsPart(), 's');
        return out.toString();
    }

    /** A name such as {@code high}, or 1 to 10. */
    public static Optional<Integer> priority(String text) {
        var named = PRIORITIES.get(text.toLowerCase(Locale.ROOT));
        if (named != null) {
            return Optional.of(named);
        }
        var number = number(text);
        return number >= 1 && number <= 10 ? Optional.of((int) number) : Optional.empty();
    }

    public static boolean isEngine(String text) {
        return isMadeOf(text, 32, "-") && text.equals(text.toLowerCase(Locale.ROOT));
    }

    public static boolean isModel(String text) {
        return isMadeOf(text, 100, "-._:/@");
    }

    /** What a branch may be called here; narrower than git's own rule. */
    public static boolean isBranch(String text) {
        return isMadeOf(text, 200, "-._/+")
                && !text.contains("..")
                && !text.contains("//")
                && !text.contains("/.")
                && !text.contains(".lock/")
                && !text.endsWith(".lock")
                && !text.endsWith("/")
                && !text.endsWith(".");
    }

    /** Plain letters, digits and the given signs; a letter or digit comes first. */
    private static boolean isMadeOf(String text, int longest, String signs) {
        if (text.isEmpty() || text.length() > longest || !isLetterOrDigit(text.charAt(0))) {
            return false;
        }
        return text.chars().allMatch(c -> isLetterOrDigit(c) || signs.indexOf(c) >= 0);
    }

    private static void append(StringBuilder out, long count, char unit) {
        if (count > 0) {
            out.append(count).append(unit);
        }
    }

    private static int secondsOf(String unit) {
        return SECONDS.getOrDefault(unit.toLowerCase(Locale.ROOT), 0);
    }

    /** -1 for anything but 1 to 7 plain digits. */
    private static long number(String digits) {
        if (digits.isEmpty()
                || digits.length() > MOST_DIGITS
                || !digits.chars().allMatch(OptionValues::isDigit)) {
            return -1;
        }
        return Long.parseLong(digits);
    }

    private static boolean isDigit(int c) {
        return c >= '0' && c <= '9';
    }

    private static boolean isLetterOrDigit(int c) {
        return isDigit(c) || c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z';
    }
}
