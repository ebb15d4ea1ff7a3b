/**
 * Measures Mosaic, and peers beside it, on one machine in one run. Compiled and run by the profile
 * {@code bench} alone; {@code docs/benchmarks.md} says how it measures and what the figures mean.
 *
 * <p>Nothing here judges by a wall time: a figure that is not met is a line of the report. The run
 * fails only if something is wrong: a limit overshot, a job lost, a gap in a log.
 */
package dev.mosaic.bench;
