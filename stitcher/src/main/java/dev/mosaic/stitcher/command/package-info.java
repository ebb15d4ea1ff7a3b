/** The command language and the desk, the one counter where every door hands in a command. */
@ApplicationModule(
        allowedDependencies = {
            "stitcher.failpoint",
            "stitcher.failure",
            "stitcher.access",
            "stitcher.policy",
            "stitcher.queue",
            "stitcher.job",
            "stitcher.job :: message",
            "stitcher.job :: work",
            "stitcher.loop",
            "stitcher.forge",
            "stitcher.text",
            "stitcher.secrets"
        })
@NullMarked
package dev.mosaic.stitcher.command;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
