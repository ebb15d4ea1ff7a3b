package dev.mosaic.stitcher.git;

import java.util.List;

/** What the host made of an agent's worktree. */
public sealed interface Snapshot {
    /** The worktree equals its base. */
    record Unchanged() implements Snapshot {}

    /** A commit, reachable in the mirror under the ref that the caller named; not published. */
    record Committed(CommitSha commit, List<FileChange> files) implements Snapshot {
        public Committed {
            files = List.copyOf(files);
        }
    }

    /**
     * The worktree holds what no commit of ours may hold: too many or too large files, a special
     * file, an escaping path.
     *
     * @param reasons sentences for the agent and for people; never empty
     */
    record Refused(List<String> reasons) implements Snapshot {
        public Refused {
            reasons = List.copyOf(reasons);
        }
    }
}
