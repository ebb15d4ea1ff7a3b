package dev.mosaic.stitcher.secrets.match;

import java.util.HashMap;
import java.util.List;
import java.util.Locale;

/** Whether a text looks like something that a machine drew by lot. */
public final class Randomness {
    private static final List<String> STAND_INS =
            List.of(
                    "example",
                    "changeme",
                    "change-me",
                    "change_me",
                    "placeholder",
                    "redacted",
                    "your-",
                    "your_",
                    "1234567890",
                    "abcdefghij",
                    "${",
                    "{{",
                    "%s",
                    "...");
    private static final int LONG_RUN = 6;
    private static final int SHORT = 64;

    private Randomness() {}

    /** Bits per character, as Shannon counts them. */
    public static double entropy(String text) {
        var counts = new HashMap<Character, Integer>();
        for (var letter : text.toCharArray()) {
            counts.merge(letter, 1, Integer::sum);
        }
        var bits = 0.0;
        for (var count : counts.values()) {
            var share = (double) count / text.length();
            bits -= share * Math.log(share) / Math.log(2);
        }
        return bits;
    }

    /** True for what people write where a secret would stand. */
    public static boolean isStandIn(String secret) {
        var lower = secret.toLowerCase(Locale.ROOT);
        return STAND_INS.stream().anyMatch(lower::contains)
                || secret.startsWith("<")
                || secret.startsWith("$")
                || isMonotonous(secret);
    }

    private static boolean isMonotonous(String secret) {
        var counts = new HashMap<Character, Integer>();
        var run = 0;
        var longest = 0;
        for (var at = 0; at < secret.length(); at++) {
            run = at > 0 && secret.charAt(at) == secret.charAt(at - 1) ? run + 1 : 1;
            longest = Math.max(longest, run);
            counts.merge(secret.charAt(at), 1, Integer::sum);
        }
        var most = counts.values().stream().mapToInt(Integer::intValue).max().orElse(0);
        return 2 * most > secret.length() || longest >= LONG_RUN && secret.length() <= SHORT;
    }

    /**
     * True if letters and digits are mixed as nobody writes them: not a name with a number, a
     * version, a path, a word.
     */
    public static boolean isMixed(String text) {
        var digits = 0;
        var changes = 0;
        for (var at = 0; at < text.length(); at++) {
            var digit = isDigit(text.charAt(at));
            digits += digit ? 1 : 0;
            changes +=
                    at > 0
                                    && digit != isDigit(text.charAt(at - 1))
                                    && isAlphanumeric(text.charAt(at))
                                    && isAlphanumeric(text.charAt(at - 1))
                            ? 1
                            : 0;
        }
        return digits >= 2 && digits < text.length() && changes >= 3;
    }

    /** How many of: small letters, capitals, digits, signs. */
    public static int kinds(String text) {
        return (text.chars().anyMatch(Character::isLowerCase) ? 1 : 0)
                + (text.chars().anyMatch(Character::isUpperCase) ? 1 : 0)
                + (text.chars().anyMatch(Character::isDigit) ? 1 : 0)
                + (text.chars()
                                .anyMatch(
                                        c -> !Character.isLetterOrDigit(c) && " -_.".indexOf(c) < 0)
                        ? 1
                        : 0);
    }

    private static boolean isDigit(char letter) {
        return letter >= '0' && letter <= '9';
    }

    private static boolean isAlphanumeric(char letter) {
        return isDigit(letter) || Character.isLetter(letter);
    }
}
