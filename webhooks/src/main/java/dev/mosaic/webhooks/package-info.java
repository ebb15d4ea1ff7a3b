/** Receives what forges tell us. Empty until the Gitea door is built; the room is reserved. */
@ApplicationModule(
        allowedDependencies = {
            "stitcher.command",
            "stitcher.command :: intake",
            "stitcher.job",
            "stitcher.forge"
        })
@NullMarked
package dev.mosaic.webhooks;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
