/**
 * Deletes what nobody will ask for again: raw output of jobs that are over, deliveries that were
 * answered, messages that were sent. Never a job and never a line of its log of events, which only
 * grows.
 */
@ApplicationModule(allowedDependencies = {"stitcher.loop"})
@NullMarked
package dev.mosaic.stitcher.retention;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
