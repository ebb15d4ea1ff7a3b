/**
 * Which node works on what: claim, lease, heartbeat, wake-up and signals.
 *
 * <p>PostgreSQL decides who gets a job; Valkey only makes a node look sooner. This is the only
 * package that sees Redisson, and every message it sends may be lost: whoever is woken also looks
 * by a timer. A node that starts puts back what its earlier incarnations left behind. Jobs of a
 * node that never comes back stay with it: no node takes them over yet.
 */
@ApplicationModule(allowedDependencies = {"stitcher.failpoint", "stitcher.failure", "stitcher.job"})
@NullMarked
package dev.mosaic.stitcher.queue;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
