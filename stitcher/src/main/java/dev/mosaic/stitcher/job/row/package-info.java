/**
 * Values between Java and rows, for the stores of jobs. Knows no table. Seen by the rooms of job
 * alone.
 */
@NullMarked
package dev.mosaic.stitcher.job.row;

import org.jspecify.annotations.NullMarked;
