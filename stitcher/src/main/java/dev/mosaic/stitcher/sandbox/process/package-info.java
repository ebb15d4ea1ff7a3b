/**
 * Commands as processes of this machine: in namespaces, as an account of their own, or as they are.
 * What this package promises in every way is a clean environment, a private HOME, limits, and that
 * every process it started is ended with its sandbox; what else holds is said by {@link
 * dev.mosaic.stitcher.sandbox.process.Enclosure#walls()}.
 *
 * <p>It finds processes by marks that children inherit: names in the environment, and, on Linux, a
 * resource limit that nothing else uses and that no program changes by accident; and, as root, by
 * their user.
 */
@NullMarked
package dev.mosaic.stitcher.sandbox.process;

import org.jspecify.annotations.NullMarked;
