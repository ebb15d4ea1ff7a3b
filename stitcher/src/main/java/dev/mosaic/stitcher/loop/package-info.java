/**
 * Work that is done again and again as long as the program lives: a timer, wake-ups in between, one
 * turn at a time, failures that end nothing, and an end that does not take for ever. Whoever has
 * such work holds a {@link dev.mosaic.stitcher.loop.Loop}; whose life is the program's own is
 * {@link dev.mosaic.stitcher.loop.Looping}. Knows nothing of what a turn does.
 */
@ApplicationModule(allowedDependencies = {})
@NullMarked
package dev.mosaic.stitcher.loop;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
