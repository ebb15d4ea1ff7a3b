/**
 * Git on the host, by JGit: one bare mirror per repository, one worktree per agent, commits built
 * from files, conflicts found in memory, pushes by compare-and-swap.
 *
 * <p>Here are the values, which know nothing of JGit. The rooms below do the work, and an arrow
 * goes only to the left: {@code host}, {@code diff} and {@code worktree}, then {@code mirror} and
 * {@code local}. Other packages name the room that they use: {@code stitcher.git :: mirror}, {@code
 * :: worktree} or {@code :: local}.
 *
 * <p>Whatever an agent wrote is hostile. Nothing here runs a hook, a filter or a configured
 * program, reads user or system git configuration, follows a symbolic link of a worktree, or opens
 * a .git that a sandbox could write. Blocking; called from job threads. No JGit type leaves these
 * rooms.
 */
@ApplicationModule(allowedDependencies = {"stitcher.failure"})
@NullMarked
package dev.mosaic.stitcher.git;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
