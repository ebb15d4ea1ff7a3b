/** The one door from a job's thread into the reactive world. Nothing else may call block(). */
@ApplicationModule(allowedDependencies = {"stitcher.failure"})
@NullMarked
package dev.mosaic.stitcher.blocking;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
