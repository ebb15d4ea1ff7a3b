package dev.mosaic.stitcher.git.worktree;

import dev.mosaic.stitcher.git.host.TreePaths;
import java.text.Normalizer;
import java.util.HashSet;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * The names in one folder, as file systems see them that tell no upper from lower case. A link and
 * a folder of one such name have sent files through the link (CVE-2021-21300, CVE-2024-32002).
 */
final class Spellings {
    /** With the short names that NTFS gives them, as git itself watches for (path.c, utf8.c). */
    private static final Pattern GOVERNING =
            Pattern.compile(
                    "\\.(gitmodules|gitattributes|gitignore|mailmap)[ .]*(:.*)?"
                            + "|(gitmod|gitatt|gitign|mailma)~[1-4]"
                            + "|(gi7eba|gi7d29|gi250a|maba30)~[1-9]",
                    Pattern.DOTALL);

    private final Set<String> taken = new HashSet<>();

    /** False if a name that is the same to such a file system was taken before. */
    boolean take(String rawName) {
        return taken.add(folded(rawName));
    }

    /** True for files by which a repository governs git, which git never reads through a link. */
    static boolean governsGit(String rawName) {
        return GOVERNING.matcher(folded(rawName)).matches();
    }

    /** By way of upper case, as there are letters that meet only there. */
    private static String folded(String rawName) {
        var composed = Normalizer.normalize(TreePaths.decoded(rawName), Normalizer.Form.NFC);
        return composed.toUpperCase(Locale.ROOT).toLowerCase(Locale.ROOT);
    }
}
