/**
 * Commands as ordinary processes of this machine. Not isolation: what this package promises is a
 * clean environment, a private HOME, and that every process it started is ended with its sandbox.
 *
 * <p>It keeps that last promise by marks that children inherit: names in the environment, and, on
 * Linux, a resource limit that nothing else uses and that no program changes by accident.
 */
@NullMarked
package dev.mosaic.stitcher.sandbox.process;

import org.jspecify.annotations.NullMarked;
