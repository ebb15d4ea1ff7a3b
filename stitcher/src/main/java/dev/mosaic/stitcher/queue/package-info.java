/**
 * Which node works on what: claim, lease, heartbeat, wake-up and signals.
 *
 * <p>PostgreSQL decides who gets a job; Valkey only makes a node look sooner. This is the only
 * package that sees Redisson, and every key it writes may vanish at any time.
 */
@ApplicationModule(allowedDependencies = {"stitcher.failure", "stitcher.job"})
@NullMarked
package dev.mosaic.stitcher.queue;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
