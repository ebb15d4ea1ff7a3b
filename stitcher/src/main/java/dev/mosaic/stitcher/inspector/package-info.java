/** The inspector: gates, their verdicts and the evidence of what each of them ran. */
@ApplicationModule(
        allowedDependencies = {
            "stitcher.failpoint",
            "stitcher.failure",
            "stitcher.blocking",
            "stitcher.run",
            "stitcher.engine",
            "stitcher.model",
            "stitcher.model :: ledger",
            "stitcher.sandbox",
            "stitcher.job",
            "stitcher.job :: store",
            "stitcher.job :: work",
            "stitcher.git",
            "stitcher.git :: mirror",
            "stitcher.git :: worktree",
            "stitcher.policy",
            "stitcher.secrets"
        })
@NullMarked
package dev.mosaic.stitcher.inspector;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
