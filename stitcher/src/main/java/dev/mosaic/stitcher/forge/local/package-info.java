/**
 * A forge without a server: repositories are folders of this machine, issues and pull requests rows
 * of our own database. For the embedded mode, and for any repository that somebody has on disk.
 */
@NullMarked
package dev.mosaic.stitcher.forge.local;

import org.jspecify.annotations.NullMarked;
