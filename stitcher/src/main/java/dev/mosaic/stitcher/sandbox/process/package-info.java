/**
 * Commands as processes of this machine: in namespaces, as an account of their own, or as they are.
 * What this package promises in every way is a clean environment, a private HOME, limits, and that
 * every process it started is ended with its sandbox; what else holds is said by {@link
 * dev.mosaic.stitcher.sandbox.process.enclosure.Enclosure#walls()}.
 *
 * <p>Here are the place that is open and the watch over it. Below it, each using only the next:
 * {@code enclosure} keeps commands apart, {@code launch} starts them, {@code hunt} finds and ends
 * them.
 */
@NullMarked
package dev.mosaic.stitcher.sandbox.process;

import org.jspecify.annotations.NullMarked;
