/**
 * Ends one job, one agent, or all of them, at once, and sees to it that nothing of them is left.
 *
 * <p>A kill is a row and a move of the job; the node that has the job hears of it through the queue
 * as it hears of a cancel, ends the agent without asking it, and writes the proof with the job's
 * end. What nobody is there to prove any more is proven here: a job whose node died, an agent of
 * which something survived, a kill that came while the database was away. Nothing here knows how a
 * job is worked on.
 */
@ApplicationModule(
        allowedDependencies = {
            "stitcher.blocking",
            "stitcher.failpoint",
            "stitcher.failure",
            "stitcher.job",
            "stitcher.job :: store",
            "stitcher.loop",
            "stitcher.queue",
            "stitcher.run",
            "stitcher.sandbox"
        })
@NullMarked
package dev.mosaic.stitcher.killswitch;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
