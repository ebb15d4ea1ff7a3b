package dev.mosaic.stitcher.command;

import dev.mosaic.stitcher.forge.RepoName;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** Reads how people name jobs, issues and repositories. Looks at every character once. */
public final class References {
    private static final int SHORT_ID = 8;
    private static final int LONG_ID = 36;
    private static final int MOST_DIGITS = 12;
    private static final int LONGEST = 500;

    private References() {}

    /** What a word is. */
    public sealed interface Reading {
        record Named(Target target) implements Reading {}

        /** It was meant to be a reference, but is none. */
        record Malformed() implements Reading {}

        /** Just a word. */
        record Other() implements Reading {}
    }

    /**
     * @param bare true where a number alone is an issue
     */
    public static Reading read(String written, boolean bare) {
        var word = unwrapped(written);
        if (word.length() > LONGEST) {
            return isMarked(word) ? new Reading.Malformed() : new Reading.Other();
        }
        var name = word.toLowerCase(Locale.ROOT);
        if (isShortId(name) || isLongId(name)) {
            return new Reading.Named(new Target.Job(name));
        }
        if (startsWithDigits(word) && !isMarked(word)) {
            return plainNumber(withoutPoint(word), bare);
        }
        if (!isMarked(word)) {
            return new Reading.Other();
        }
        return marked(withoutPoint(word))
                .<Reading>map(Reading.Named::new)
                .orElseGet(Reading.Malformed::new);
    }

    /** As {@link Command.Approve#commit}, of a word as people write it. */
    public static Optional<String> commit(String written) {
        return Command.Approve.commit(unwrapped(written));
    }

    /** {@code 12} is an issue where that is enough, {@code 2nd} a word, {@code 12;} a mistake. */
    private static Reading plainNumber(String word, boolean bare) {
        var number = number(word);
        if (bare && number > 0) {
            return new Reading.Named(new Target.Issue(number));
        }
        var end = 0;
        while (end < word.length() && isDigit(word.charAt(end))) {
            end++;
        }
        return end < word.length() && Character.isLetter(word.charAt(end))
                ? new Reading.Other()
                : new Reading.Malformed();
    }

    public static Optional<RepoName> repo(String word) {
        try {
            return Optional.of(RepoName.parse(word));
        } catch (IllegalArgumentException _) {
            return Optional.empty();
        }
    }

    public static boolean isShortId(String name) {
        return name.length() == SHORT_ID && name.chars().allMatch(References::isHex);
    }

    static boolean isLongId(String name) {
        if (name.length() != LONG_ID) {
            return false;
        }
        for (var i = 0; i < LONG_ID; i++) {
            var dash = i == 8 || i == 13 || i == 18 || i == 23;
            if (dash ? name.charAt(i) != '-' : !isHex(name.charAt(i))) {
                return false;
            }
        }
        return true;
    }

    static void checkNumber(long number) {
        if (number < 1 || Long.toString(number).length() > MOST_DIGITS) {
            throw new IllegalArgumentException("not an issue number: " + number);
        }
    }

    private static Optional<Target> marked(String word) {
        if (isAddress(word)) {
            return address(word);
        }
        var hash = word.indexOf('#');
        var number = number(word.substring(hash + 1));
        if (number < 1) {
            return Optional.empty();
        }
        return hash == 0
                ? Optional.of(new Target.Issue(number))
                : repo(word.substring(0, hash)).map(repo -> new Target.IssueOf(repo, number));
    }

    /** {@code https://host/owner/name/issues/12}, also with a query or fragment behind it. */
    private static Optional<Target> address(String word) {
        var path = word.substring(0, firstOf(word, '?', '#'));
        var parts = path.split("/", -1);
        var last = parts.length - 1;
        if (last < 6 || parts[2].isEmpty() || parts[2].indexOf('@') >= 0) {
            return Optional.empty();
        }
        var kind = parts[last - 1];
        if (!kind.equals("issues") && !kind.equals("pulls") && !kind.equals("pull")) {
            return Optional.empty();
        }
        var number = number(parts[last]);
        if (number < 1) {
            return Optional.empty();
        }
        var site = String.join("/", List.of(parts).subList(0, last - 3));
        return repo(parts[last - 3] + "/" + parts[last - 2])
                .map(repo -> new Target.IssueAt(site, repo, number));
    }

    private static int firstOf(String word, char one, char other) {
        for (var i = 0; i < word.length(); i++) {
            if (word.charAt(i) == one || word.charAt(i) == other) {
                return i;
            }
        }
        return word.length();
    }

    /** {@code <https://…>} and {@code <https://…|label>}, as chat and Markdown write addresses. */
    private static String unwrapped(String word) {
        if (word.length() < 2 || word.charAt(0) != '<' || word.charAt(word.length() - 1) != '>') {
            return word;
        }
        var bar = word.indexOf('|');
        return word.substring(1, bar > 0 ? bar : word.length() - 1);
    }

    private static boolean isMarked(String word) {
        var hash = word.indexOf('#');
        // The sign in "C#" marks nothing.
        return hash == 0
                || hash > 0 && hash + 1 < word.length() && isDigit(word.charAt(hash + 1))
                || isAddress(word);
    }

    public static boolean isAddress(String word) {
        return word.regionMatches(true, 0, "https://", 0, 8)
                || word.regionMatches(true, 0, "http://", 0, 7);
    }

    /** A full stop, comma or colon behind a reference belongs to the sentence around it. */
    private static String withoutPoint(String word) {
        var last = word.length() - 1;
        return last > 0 && ".,:".indexOf(word.charAt(last)) >= 0 ? word.substring(0, last) : word;
    }

    private static boolean startsWithDigits(String word) {
        return !word.isEmpty() && isDigit(word.charAt(0));
    }

    private static boolean isDigit(char c) {
        return c >= '0' && c <= '9';
    }

    /** 0 for anything but 1 to 12 plain digits. */
    private static long number(String digits) {
        if (digits.isEmpty() || digits.length() > MOST_DIGITS) {
            return 0;
        }
        var value = 0L;
        for (var i = 0; i < digits.length(); i++) {
            var digit = digits.charAt(i) - '0';
            if (digit < 0 || digit > 9) {
                return 0;
            }
            value = value * 10 + digit;
        }
        return value;
    }

    private static boolean isHex(int c) {
        return c >= '0' && c <= '9' || c >= 'a' && c <= 'f';
    }
}
