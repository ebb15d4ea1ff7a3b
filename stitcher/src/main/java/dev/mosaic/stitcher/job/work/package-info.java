/**
 * What the work on a job leaves beside its log of events: raw output, changes that every node must
 * find, commits that Mosaic pushed. Nothing here moves a job.
 */
@NamedInterface("work")
@NullMarked
package dev.mosaic.stitcher.job.work;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.NamedInterface;
