package dev.mosaic.stitcher.command.language;

import dev.mosaic.stitcher.command.FreeText;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/** Finds where a text speaks to Mosaic: a mention at the start of a line, greetings before it. */
final class MentionFinder {
    private static final Set<String> GREETINGS =
            Set.of(
                    "hi", "hello", "hey", "hiya", "yo", "dear", "ok", "okay", "please", "pls",
                    "thanks", "thx", "so", "now", "and", "also");
    private static final int MOST_GREETINGS = 4;
    private static final int LONGEST_GREETING = 12;

    private final List<String> names;

    /**
     * @param mentions such as {@code @mosaic}; {@code /mosaic} follows from it
     */
    MentionFinder(List<String> mentions) {
        names = new ArrayList<>();
        for (var mention : mentions) {
            names.add(mention);
            if (mention.startsWith("@")) {
                names.add("/" + mention.substring(1));
            }
        }
    }

    /** What is said to Mosaic: from behind each mention to the next one, or the end. */
    List<CharSequence> addressed(CharSequence text) {
        var found = new ArrayList<CharSequence>();
        var from = -1;
        for (var line : Prose.lines(text)) {
            var behind = behindMention(text, line.start(), line.end());
            if (behind >= 0) {
                if (from >= 0) {
                    found.add(text.subSequence(from, line.start()));
                }
                from = behind;
            }
        }
        if (from >= 0) {
            found.add(text.subSequence(from, text.length()));
        }
        return found;
    }

    /** The text without a mention at its start, if one is there. */
    CharSequence withoutMention(CharSequence text) {
        var behind = behindMention(text, 0, text.length());
        return behind < 0 ? text : text.subSequence(behind, text.length());
    }

    /** True for a word that says nothing but friendliness. */
    static boolean isPolite(String word) {
        return word.length() <= LONGEST_GREETING && GREETINGS.contains(lowerWithoutPoints(word));
    }

    static String lowerWithoutPoints(String word) {
        return withoutPoints(word).toLowerCase(Locale.ROOT);
    }

    static String withoutPoints(String word) {
        var end = word.length();
        while (end > 0 && ".,:!?".indexOf(word.charAt(end - 1)) >= 0) {
            end--;
        }
        return word.substring(0, end);
    }

    private int behindMention(CharSequence text, int start, int end) {
        var at = start;
        for (var greetings = 0; greetings <= MOST_GREETINGS; greetings++) {
            while (at < end && FreeText.isBlank(text.charAt(at))) {
                at++;
            }
            for (var name : names) {
                if (isAt(text, at, end, name)) {
                    return afterPoints(text, at + name.length(), end);
                }
            }
            var word = at;
            while (at < end && at - word <= LONGEST_GREETING && !isBlankAt(text, at)) {
                at++;
            }
            if (!isPolite(text.subSequence(word, at).toString())) {
                return -1;
            }
        }
        return -1;
    }

    private static boolean isBlankAt(CharSequence text, int at) {
        return FreeText.isBlank(text.charAt(at));
    }

    private static int afterPoints(CharSequence text, int from, int end) {
        var at = from;
        while (at < end && ".,:!".indexOf(text.charAt(at)) >= 0) {
            at++;
        }
        return at;
    }

    private static boolean isAt(CharSequence text, int at, int end, String name) {
        if (at + name.length() > end) {
            return false;
        }
        for (var i = 0; i < name.length(); i++) {
            if (Character.toLowerCase(text.charAt(at + i))
                    != Character.toLowerCase(name.charAt(i))) {
                return false;
            }
        }
        return isBoundary(text, at + name.length(), end);
    }

    /** {@code @mosaic-ci}, {@code @mosaic.org} and {@code /mosaic/x} name somebody else. */
    private static boolean isBoundary(CharSequence text, int at, int end) {
        if (at == end) {
            return true;
        }
        var c = text.charAt(at);
        if (c == '.') {
            return at + 1 == end || !Character.isLetterOrDigit(text.charAt(at + 1));
        }
        return FreeText.isBlank(c) || ",:!?;".indexOf(c) >= 0;
    }
}
