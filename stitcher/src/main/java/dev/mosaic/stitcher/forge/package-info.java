/** The git host with issues, as a port. Adapters live one package below and export nothing. */
@ApplicationModule(
        allowedDependencies = {"stitcher.failure", "stitcher.git", "stitcher.git :: local"})
@NullMarked
package dev.mosaic.stitcher.forge;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
