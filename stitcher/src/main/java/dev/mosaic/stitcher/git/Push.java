package dev.mosaic.stitcher.git;

import org.jspecify.annotations.Nullable;

/** How a compare-and-swap push of one branch ended. */
public sealed interface Push {
    /** The branch is at our commit, by this push or by an earlier one whose answer was lost. */
    record Done() implements Push {}

    /**
     * Somebody else moved the branch first; nothing was changed.
     *
     * @param actual where the branch is now; null if it does not exist
     */
    record Moved(@Nullable CommitSha actual) implements Push {}

    /** The server said no: a hook, a protected branch, missing permission. */
    record Rejected(String reason) implements Push {}
}
