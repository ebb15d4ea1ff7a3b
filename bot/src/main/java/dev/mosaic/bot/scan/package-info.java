/**
 * The search for secrets in a person's own checkout: what the command line does without a server.
 * What people allow there is theirs to allow: comments and {@code .gitleaksignore} are heard.
 */
@ApplicationModule(
        allowedDependencies = {
            "stitcher.failure",
            "stitcher.git",
            "stitcher.git :: local",
            "stitcher.secrets"
        })
@NullMarked
package dev.mosaic.bot.scan;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
