package dev.mosaic.stitcher.git.worktree;

import dev.mosaic.stitcher.git.host.TreePaths;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.stream.Collectors;
import org.eclipse.jgit.ignore.IgnoreNode;
import org.jspecify.annotations.Nullable;

/**
 * What the {@code .gitignore} files of the base commit keep out of a change. The agent's own
 * versions of these files do not count before they are merged: it can neither hide a file from the
 * gates by ignoring it, nor push build output by not ignoring it any more.
 */
final class Ignores {
    static final Ignores NONE = new Ignores(null, "", new IgnoreNode());

    // a pattern beyond these could be built to match slowly; the files it means are then seen
    private static final int MAX_STARS = 8;
    private static final int MAX_PATTERN = 500;

    private final @Nullable Ignores outer;
    private final String prefix;
    private final IgnoreNode node;

    private Ignores(@Nullable Ignores outer, String prefix, IgnoreNode node) {
        this.outer = outer;
        this.prefix = prefix;
        this.node = node;
    }

    /**
     * @param prefix the raw path of the folder that holds the file, ending in a slash, or empty
     */
    Ignores with(String prefix, byte[] gitignore) throws IOException {
        var harmless =
                TreePaths.raw(gitignore)
                        .lines()
                        .filter(line -> line.length() <= MAX_PATTERN)
                        .filter(line -> line.chars().filter(c -> c == '*').count() <= MAX_STARS)
                        .collect(Collectors.joining("\n"));
        var parsed = new IgnoreNode();
        parsed.parse(new ByteArrayInputStream(TreePaths.bytes(harmless)));
        return new Ignores(this, prefix, parsed);
    }

    /** The innermost file that has an opinion decides. */
    boolean hides(String rawPath, boolean folder) {
        for (var level = this; level != null; level = level.outer) {
            var below = TreePaths.decoded(rawPath.substring(level.prefix.length()));
            var opinion = level.node.checkIgnored(below, folder);
            if (opinion != null) {
                return opinion;
            }
        }
        return false;
    }
}
