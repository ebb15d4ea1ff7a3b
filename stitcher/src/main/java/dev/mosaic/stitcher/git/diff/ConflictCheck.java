package dev.mosaic.stitcher.git.diff;

import dev.mosaic.stitcher.git.CommitSha;
import dev.mosaic.stitcher.git.Merge;
import dev.mosaic.stitcher.git.host.TreePaths;
import java.io.IOException;
import java.util.ArrayList;
import org.eclipse.jgit.diff.RawText;
import org.eclipse.jgit.diff.Sequence;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.Repository;
import org.eclipse.jgit.merge.MergeAlgorithm;
import org.eclipse.jgit.merge.MergeChunk;
import org.eclipse.jgit.merge.MergeChunk.ConflictState;
import org.eclipse.jgit.merge.MergeResult;
import org.eclipse.jgit.merge.RecursiveMerger;
import org.eclipse.jgit.revwalk.RevWalk;
import org.jspecify.annotations.Nullable;

/** Merges two commits in memory and says where they collide. */
public final class ConflictCheck {
    private static final int MAX_FILES = 50;
    private static final int MAX_HUNKS = 4_000;
    private static final int MAX_LINE = 300;

    private ConflictCheck() {}

    /** Would {@code commit} merge into {@code onto}? */
    public static Merge of(Repository repository, ObjectId commit, ObjectId onto)
            throws IOException {
        try (var walk = new RevWalk(repository)) {
            if (walk.isMergedInto(walk.parseCommit(onto), walk.parseCommit(commit))) {
                return new Merge.UpToDate();
            }
        }
        var head = new CommitSha(onto.name());
        var merger = new InMemory(repository);
        if (merger.merge(onto, commit)) {
            return new Merge.Clean(head);
        }
        var conflicts = new ArrayList<Merge.Conflict>();
        for (var path : merger.getUnmergedPaths()) {
            if (conflicts.size() == MAX_FILES) {
                break;
            }
            conflicts.add(new Merge.Conflict(path, hunks(merger.getMergeResults().get(path))));
        }
        return new Merge.Conflicting(head, conflicts);
    }

    private static String hunks(@Nullable MergeResult<? extends Sequence> result) {
        if (result == null) {
            return "";
        }
        var sides = result.getSequences();
        var text = new StringBuilder();
        for (var chunk : result) {
            var opened = marker(chunk);
            if (opened.isEmpty()
                    || !(sides.get(chunk.getSequenceIndex()) instanceof RawText side)) {
                continue;
            }
            text.append(opened);
            for (var line = chunk.getBegin(); line < chunk.getEnd(); line++) {
                text.append(TreePaths.printable(line(side, line), MAX_LINE)).append('\n');
                if (text.length() > MAX_HUNKS) {
                    return text.append("… (cut: the conflict is longer)\n").toString();
                }
            }
            if (chunk.getConflictState() == ConflictState.NEXT_CONFLICTING_RANGE) {
                text.append(">>>>>>> this change\n");
            }
        }
        return text.toString();
    }

    private static String line(RawText side, int index) {
        // tabs matter in code and are harmless; other control characters go
        return side.getString(index).replace("\t", "    ");
    }

    private static String marker(MergeChunk chunk) {
        return switch (chunk.getConflictState()) {
            case FIRST_CONFLICTING_RANGE -> "<<<<<<< the branch as it is now\n";
            case BASE_CONFLICTING_RANGE -> "||||||| where both began\n";
            case NEXT_CONFLICTING_RANGE -> "=======\n";
            case NO_CONFLICT -> "";
        };
    }

    /** Never spends more than linear time on files that were built to be hard to compare. */
    private static final class InMemory extends RecursiveMerger {
        InMemory(Repository repository) {
            super(repository, true);
            mergeAlgorithm = new MergeAlgorithm(Differences.algorithm());
        }
    }
}
