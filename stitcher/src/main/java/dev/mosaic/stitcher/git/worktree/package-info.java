/**
 * The folders in which agents and gates work, and the way of files between them and git: out of a
 * commit by {@code Checkout}, back by {@code WorktreeScan}. What is in such a folder was written by
 * somebody hostile. Others see {@link dev.mosaic.stitcher.git.worktree.Worktrees} alone.
 */
@NullMarked
package dev.mosaic.stitcher.git.worktree;

import org.jspecify.annotations.NullMarked;
