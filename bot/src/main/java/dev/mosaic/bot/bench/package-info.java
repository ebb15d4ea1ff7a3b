/**
 * What {@code mosaic bench} measures: containers of agents on this machine's engine, beside what
 * the engine does without Mosaic, without a server. Asks sandboxes as the runs of jobs do, by their
 * port; counts survivors by other ways than the one that is measured.
 */
@ApplicationModule(allowedDependencies = {"stitcher.failure", "stitcher.sandbox"})
@NullMarked
package dev.mosaic.bot.bench;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
