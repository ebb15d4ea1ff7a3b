package dev.mosaic.stitcher.git.worktree;

import dev.mosaic.stitcher.git.host.TreePaths;
import java.util.ArrayList;
import java.util.List;

/** Why a worktree makes no commit, in sentences for whoever wrote it; not more than can be read. */
final class Objections {
    private static final int MAX = 20;

    private final List<String> reasons = new ArrayList<>();
    private int unnamed;

    boolean isEmpty() {
        return reasons.isEmpty();
    }

    List<String> all() {
        var all = new ArrayList<>(reasons);
        if (unnamed > 0) {
            all.add("%,d more paths were refused.".formatted(unnamed));
        }
        return all;
    }

    void first(String reason) {
        reasons.addFirst(reason);
    }

    void to(String reason) {
        if (reasons.size() < MAX) {
            reasons.add(reason);
        } else {
            unnamed++;
        }
    }

    /**
     * @param sentence with a place for the path, and one for each of {@code more}
     */
    void to(String path, String sentence, String... more) {
        var words = new ArrayList<Object>(List.of(TreePaths.shown(path)));
        words.addAll(List.of(more));
        to(sentence.formatted(words.toArray()));
    }

    void toChanging(String path) {
        to(path, "`%s` changed while it was read. Stop what still writes to it.");
    }

    void toDepth(String path, int depth) {
        to(path, "`%s` is more than %s folders deep. Move or remove it.", Integer.toString(depth));
    }

    void toSubmodule(String path) {
        to(path, "`%s` is a submodule, which Mosaic does not change. Leave its folder empty.");
    }

    static String size(long bytes) {
        return bytes >= 1 << 20
                ? "%.1f MiB".formatted(bytes / (double) (1 << 20))
                : "%,d bytes".formatted(bytes);
    }
}
