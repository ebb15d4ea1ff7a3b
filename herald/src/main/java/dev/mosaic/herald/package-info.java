/**
 * Tells people. Reads the job log by a stored cursor, converges one status message per job and
 * outlet, and sends what stands in the outbox. Outlets live next to their platform.
 */
@ApplicationModule(
        allowedDependencies = {
            "stitcher.database",
            "stitcher.failpoint",
            "stitcher.failure",
            "stitcher.forge",
            "stitcher.job",
            "stitcher.job :: store",
            "stitcher.job :: message",
            "stitcher.loop",
            "stitcher.text",
            "stitcher.policy"
        })
@NullMarked
package dev.mosaic.herald;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
