/**
 * Where an agent's tools and the gates' commands run, as a port. Blocking; called from job threads.
 * Adapters live one package below and export nothing.
 *
 * <p>A <em>setup</em> is what {@code setup} of a repository says, or its build files: commands that
 * fetch what builds need, run once with a way to mirrors. What it leaves is kept in the <em>setup
 * cache</em>, under a <em>key</em> of all that decided it; whoever has the same key gets it from
 * there.
 */
@ApplicationModule(allowedDependencies = {"stitcher.failure", "stitcher.checkup"})
@NullMarked
package dev.mosaic.stitcher.sandbox;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
