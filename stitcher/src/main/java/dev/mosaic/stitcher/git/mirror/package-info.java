/**
 * The bare copies of remote repositories on this node: fetch, read, commit what a worktree holds,
 * push by compare-and-swap. Here is the only talk with a remote.
 */
@NamedInterface("mirror")
@NullMarked
package dev.mosaic.stitcher.git.mirror;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.NamedInterface;
