/**
 * The life of one job on one virtual thread: claim, context, weave, inspect, publish, report; up to
 * three rounds; taken up again after a restart from the last finished step.
 */
@ApplicationModule(
        allowedDependencies = {
            "stitcher.failpoint",
            "stitcher.failure",
            "stitcher.blocking",
            "stitcher.context",
            "stitcher.weaver",
            "stitcher.inspector",
            "stitcher.queue",
            "stitcher.job",
            "stitcher.job :: store",
            "stitcher.job :: work",
            "stitcher.model :: ledger",
            "stitcher.git",
            "stitcher.git :: mirror",
            "stitcher.git :: worktree",
            "stitcher.forge",
            "stitcher.policy",
            "stitcher.run",
            "stitcher.text",
            "stitcher.sandbox",
            "stitcher.secrets"
        })
@NullMarked
package dev.mosaic.stitcher.sequence;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
