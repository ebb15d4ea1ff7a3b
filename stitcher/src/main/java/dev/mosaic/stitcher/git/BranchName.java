package dev.mosaic.stitcher.git;

import java.text.Normalizer;
import java.util.Locale;
import java.util.regex.Pattern;

/** The branch on which an issue is worked: {@code mosaic/<issue>-<slug>}. */
public final class BranchName {
    private static final int LONGEST = 60;
    private static final int READ = 200;
    private static final Pattern MARKS = Pattern.compile("\\p{M}+");
    private static final Pattern OTHER = Pattern.compile("[^a-z0-9]+");

    private BranchName() {}

    /**
     * A valid branch name for any title: ASCII, at most 60 characters; {@code mosaic/7} if nothing
     * of the title can be kept.
     */
    public static String of(long issueNumber, String title) {
        var read = title.substring(0, Math.min(READ, title.length()));
        var plain = MARKS.matcher(Normalizer.normalize(read, Normalizer.Form.NFKD)).replaceAll("");
        var slug = OTHER.matcher(plain.toLowerCase(Locale.ROOT)).replaceAll("-");
        var name = trimmed("mosaic/" + issueNumber + "-" + trimmed(slug));
        if (name.length() <= LONGEST) {
            return name;
        }
        // cut between words; a title of one endless word is cut in it
        var word = name.lastIndexOf('-', LONGEST);
        return name.substring(0, word > LONGEST / 2 ? word : LONGEST);
    }

    private static String trimmed(String text) {
        var start = text.startsWith("-") ? 1 : 0;
        var end = text.endsWith("-") && text.length() > start ? text.length() - 1 : text.length();
        return text.substring(start, end);
    }
}
