/** The runner: what an agent is told about the issue and the repository. Read only. */
@ApplicationModule(
        allowedDependencies = {
            "stitcher.failure",
            "stitcher.blocking",
            "stitcher.run",
            "stitcher.job",
            "stitcher.forge",
            "stitcher.git",
            "stitcher.git :: mirror",
            "stitcher.policy"
        })
@NullMarked
package dev.mosaic.stitcher.context;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
