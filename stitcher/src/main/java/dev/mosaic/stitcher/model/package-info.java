/** The models of this instance: where they are, what they cost, and how much may be spent. */
@ApplicationModule(allowedDependencies = {"stitcher.failure"})
@NullMarked
package dev.mosaic.stitcher.model;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
