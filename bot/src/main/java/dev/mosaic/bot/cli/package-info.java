/**
 * The command line. {@code serve} and {@code demo} run Mosaic in this process; every other command
 * asks a running one over REST, and knows nothing of what is behind it.
 */
@ApplicationModule(
        allowedDependencies = {
            "bot.chat",
            "bot.demo",
            "bot.launch",
            "bot.scan",
            "stitcher.access",
            "stitcher.blocking",
            "stitcher.checkup",
            "stitcher.failure",
            "stitcher.git :: local",
            "stitcher.secrets"
        })
@NullMarked
package dev.mosaic.bot.cli;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
