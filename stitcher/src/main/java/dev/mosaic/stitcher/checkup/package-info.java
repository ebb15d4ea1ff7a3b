/**
 * What {@code mosaic doctor} asks of every part, as a port: how does it stand with you, and what
 * would mend it. A part implements {@link dev.mosaic.stitcher.checkup.Checkup} in its own package.
 */
@ApplicationModule(allowedDependencies = {})
@NullMarked
package dev.mosaic.stitcher.checkup;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
