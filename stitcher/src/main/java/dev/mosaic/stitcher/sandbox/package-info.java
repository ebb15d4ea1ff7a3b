/**
 * Where an agent's tools and the gates' commands run, as a port. Blocking; called from job threads.
 * Adapters live one package below and export nothing.
 */
@ApplicationModule(allowedDependencies = {"stitcher.failure", "stitcher.checkup"})
@NullMarked
package dev.mosaic.stitcher.sandbox;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
