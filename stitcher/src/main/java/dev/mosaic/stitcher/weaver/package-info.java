/** The weaver: context and reasons become a change, read by the host as a diff against the base. */
@ApplicationModule(
        allowedDependencies = {
            "stitcher.failpoint",
            "stitcher.failure",
            "stitcher.blocking",
            "stitcher.run",
            "stitcher.engine",
            "stitcher.model :: ledger",
            "stitcher.sandbox",
            "stitcher.job",
            "stitcher.git",
            "stitcher.git :: mirror",
            "stitcher.git :: worktree",
            "stitcher.policy"
        })
@NullMarked
package dev.mosaic.stitcher.weaver;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
