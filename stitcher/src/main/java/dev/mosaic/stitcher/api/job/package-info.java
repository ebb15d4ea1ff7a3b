/**
 * Jobs over REST: what there is to read about them, and what can be done to them. {@link
 * dev.mosaic.stitcher.api.job.EventView} is all that it exports: streams show events as it does.
 */
@NullMarked
package dev.mosaic.stitcher.api.job;

import org.jspecify.annotations.NullMarked;
