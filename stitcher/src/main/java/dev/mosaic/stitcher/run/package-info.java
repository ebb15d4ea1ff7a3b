/**
 * One agent, supervised: limits, abort, its row in the agents table and its events in the job log.
 */
@ApplicationModule(
        allowedDependencies = {
            "stitcher.failpoint",
            "stitcher.failure",
            "stitcher.blocking",
            "stitcher.engine",
            "stitcher.model",
            "stitcher.model :: ledger",
            "stitcher.sandbox",
            "stitcher.git",
            "stitcher.job",
            "stitcher.job :: store",
            "stitcher.job :: work",
            "stitcher.policy"
        })
@NullMarked
package dev.mosaic.stitcher.run;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
