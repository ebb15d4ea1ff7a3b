/** What joins rooms that may not know each other. */
@ApplicationModule(
        allowedDependencies = {
            "stitcher.command",
            "stitcher.engine",
            "stitcher.failure",
            "stitcher.inspector",
            "stitcher.model"
        })
@NullMarked
package dev.mosaic.bot.assembly;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
