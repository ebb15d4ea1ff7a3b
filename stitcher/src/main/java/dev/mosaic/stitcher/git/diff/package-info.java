/**
 * Two commits or trees beside each other: what changed, what was added, where they collide. In
 * memory, in linear time, bounded. Seen by the rooms of git alone.
 */
@NullMarked
package dev.mosaic.stitcher.git.diff;

import org.jspecify.annotations.NullMarked;
