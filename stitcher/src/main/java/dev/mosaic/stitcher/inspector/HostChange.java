package dev.mosaic.stitcher.inspector;

import dev.mosaic.stitcher.git.CommitSha;
import dev.mosaic.stitcher.git.FileChange;
import dev.mosaic.stitcher.git.mirror.Mirror;
import dev.mosaic.stitcher.policy.RepoPolicy;
import java.util.List;

/**
 * A change as the host sees it, before anybody else does.
 *
 * @param mirror holds both commits
 * @param base what the change was made against
 * @param commit the change; not published yet
 * @param files what lies between the two, file by file; a rename is a removal and an addition
 * @param policy what the base says; the change has no say in how it is judged
 */
public record HostChange(
        Mirror mirror,
        CommitSha base,
        CommitSha commit,
        List<FileChange> files,
        RepoPolicy policy) {
    public HostChange {
        files = List.copyOf(files);
    }

    /** The change between two commits of a mirror. */
    public static HostChange between(
            Mirror mirror, CommitSha base, CommitSha commit, RepoPolicy policy) {
        return new HostChange(mirror, base, commit, mirror.changes(base, commit), policy);
    }
}
