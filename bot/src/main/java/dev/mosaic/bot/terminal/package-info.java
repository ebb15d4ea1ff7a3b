/**
 * The terminal that the program runs in, as a chat platform and an outlet: live bars on a real
 * terminal, plain lines in a pipe. Whatever is printed here was made inert before, so that no title
 * of an issue can move the cursor.
 */
@ApplicationModule(
        allowedDependencies = {
            "bot.chat",
            "herald",
            "stitcher.access",
            "stitcher.blocking",
            "stitcher.command",
            "stitcher.command :: intake",
            "stitcher.forge",
            "stitcher.job",
            "stitcher.job :: store",
            "stitcher.text"
        })
@NullMarked
package dev.mosaic.bot.terminal;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
