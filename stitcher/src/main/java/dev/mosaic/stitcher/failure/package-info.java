/**
 * The three ways in which the world can fail us, one per reaction. Adapters translate vendor
 * exceptions into these at their border; no vendor exception passes it.
 */
@ApplicationModule(allowedDependencies = {})
@NullMarked
package dev.mosaic.stitcher.failure;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
