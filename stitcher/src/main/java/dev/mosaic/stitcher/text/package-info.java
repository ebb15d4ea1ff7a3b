/**
 * Every sentence that Mosaic says to a person, as pure functions. Nothing here decides, logs or
 * waits, so that a translation is a change to this package alone.
 */
@ApplicationModule(allowedDependencies = {"stitcher.job", "stitcher.policy"})
@NullMarked
package dev.mosaic.stitcher.text;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
