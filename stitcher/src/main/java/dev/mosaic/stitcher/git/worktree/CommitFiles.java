package dev.mosaic.stitcher.git.worktree;

import dev.mosaic.stitcher.git.CommitSha;
import java.nio.file.Path;
import org.springframework.modulith.NamedInterface;

/** Where a worktree gets its files from: a mirror, seen from below. */
@NamedInterface("worktree")
public interface CommitFiles {
    /**
     * Writes the files of a commit into an empty folder: no .git, no hooks, links as links only
     * inside. Blocking.
     */
    void checkOut(CommitSha commit, Path folder);
}
