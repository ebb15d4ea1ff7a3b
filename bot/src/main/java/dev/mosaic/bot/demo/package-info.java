/**
 * The sample repository, and the demo that mends it with a scripted agent. Everything but the agent
 * is the real thing: forge, queue, sandbox, gates, branch and pull request.
 */
@ApplicationModule(
        allowedDependencies = {
            "bot.chat",
            "stitcher.blocking",
            "stitcher.failure",
            "stitcher.forge",
            "stitcher.git",
            "stitcher.git :: mirror",
            "stitcher.job",
            "stitcher.job :: store"
        })
@NullMarked
package dev.mosaic.bot.demo;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
