/**
 * The stores that Mosaic brings along, so that it starts on a machine with nothing but a JDK: a
 * real PostgreSQL and a real Redis, unpacked below {@code MOSAIC_HOME}, on loopback ports, with
 * passwords that nobody chose.
 *
 * <p>PostgreSQL keeps its data from one start to the next and is as durable here as anywhere; Redis
 * holds hints only and starts empty. Both are daemons of their own session, so that Ctrl-C ends
 * Mosaic first and its stores after it. What a killed Mosaic left running is found by its process
 * file, proven to be ours by its executable, and ended before the next start.
 *
 * <p>Nothing here logs: it runs before the application, and says what it does to its caller.
 */
@ApplicationModule(allowedDependencies = {"stitcher.blocking", "stitcher.failure"})
@NullMarked
package dev.mosaic.bot.embedded;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
