/**
 * How the queue stands, for whoever looks at it: what waits and for what, the figures, what the
 * doctor finds. Changes nothing, and the queue does not know of it.
 */
@NamedInterface("view")
@NullMarked
package dev.mosaic.stitcher.queue.view;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.NamedInterface;
