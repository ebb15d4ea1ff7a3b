package dev.mosaic.stitcher.git;

import java.nio.file.Path;
import java.util.List;

/**
 * The folders in which agents and gates work, one per use and never used again: {@code
 * agent-{agentId}-{jobId}}, below a folder that contains the lease epoch. Blocking.
 */
public final class Worktrees {
    private final Path folder;

    public Worktrees(Path folder) {
        this.folder = folder;
    }

    /** A new folder with the files of a commit. */
    public Path open(Mirror mirror, CommitSha commit, String jobId, long epoch, String agentId) {
        throw new UnsupportedOperationException(folder.toString());
    }

    /**
     * Removes a worktree with all it holds, read-only folders and links included, without following
     * one.
     */
    public void remove(Path worktree) {
        throw new UnsupportedOperationException();
    }

    /** What a crashed process left behind. */
    public List<Path> leftovers() {
        throw new UnsupportedOperationException();
    }
}
