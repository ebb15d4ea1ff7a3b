/**
 * Git on the host, by JGit: one bare mirror per repository, one worktree per agent, commits built
 * from files, conflicts found in memory, pushes by compare-and-swap.
 *
 * <p>Whatever an agent wrote is hostile. Nothing here runs a hook, a filter or a configured
 * program, reads user or system git configuration, follows a symbolic link of a worktree, or opens
 * a .git that a sandbox could write. Blocking; called from job threads. No JGit type leaves this
 * package.
 */
@ApplicationModule(allowedDependencies = {"stitcher.failure"})
@NullMarked
package dev.mosaic.stitcher.git;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
