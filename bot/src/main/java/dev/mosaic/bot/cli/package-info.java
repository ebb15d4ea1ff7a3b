/**
 * The way into the program. Each family of commands has a room below this one, and all of them
 * stand on {@code client} and {@code console}; here is only what holds them together. {@code serve}
 * and {@code demo} run Mosaic in this process, {@code scan} and {@code bench} need none; every
 * other command asks a running one over REST, and knows nothing of what is behind it.
 */
@ApplicationModule(
        allowedDependencies = {
            "bot.bench",
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
