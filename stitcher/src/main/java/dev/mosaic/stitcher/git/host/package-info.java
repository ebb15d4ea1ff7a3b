/**
 * What lies between git and this machine, and holds whatever the rooms above do: JGit without the
 * user's and the system's configuration, hooks and programs; folders that somebody hostile filled;
 * names as bytes; errors as sentences. Knows no mirror and no worktree. Seen by the rooms of git
 * alone.
 */
@NullMarked
package dev.mosaic.stitcher.git.host;

import org.jspecify.annotations.NullMarked;
