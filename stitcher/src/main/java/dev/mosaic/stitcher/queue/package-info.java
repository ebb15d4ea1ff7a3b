/**
 * Which node works on what: claim, lease, heartbeat, wake-up and signals.
 *
 * <p>PostgreSQL decides who gets a job; Valkey only makes a node look sooner. This is the only
 * package that sees Redisson, and every message it sends may be lost: whoever is woken also looks
 * by a timer. A node that starts puts back what its earlier incarnations left behind; the jobs of a
 * node that does not come back are put back by the others when its leases are over.
 *
 * <p>Above stands {@code view}, by which others see how the queue stands; who uses it names {@code
 * stitcher.queue :: view}.
 */
@ApplicationModule(
        allowedDependencies = {
            "stitcher.blocking",
            "stitcher.checkup",
            "stitcher.failpoint",
            "stitcher.failure",
            "stitcher.job",
            "stitcher.job :: store",
            "stitcher.loop"
        })
@NullMarked
package dev.mosaic.stitcher.queue;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
