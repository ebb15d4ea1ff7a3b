package dev.mosaic.stitcher.git;

import java.util.List;

/** Whether a commit can join a branch that moved, found in memory without touching anything. */
public sealed interface Merge {
    /** The commit already stands on the branch's head: nothing to merge. */
    record UpToDate() implements Merge {}

    /** The branch moved, and the two sides touch different lines. */
    record Clean(CommitSha onto) implements Merge {}

    /** Both sides changed the same places. */
    record Conflicting(CommitSha onto, List<Conflict> conflicts) implements Merge {
        public Conflicting {
            conflicts = List.copyOf(conflicts);
        }
    }

    /**
     * @param hunks the lines with conflict markers, cut to a readable size; empty for a binary file
     */
    record Conflict(String path, String hunks) {}
}
