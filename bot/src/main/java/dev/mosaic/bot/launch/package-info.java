/**
 * Brings Mosaic up in this process and takes it down again: environment, home, stores, application,
 * in this order and back. Says in one sentence why it could not, and what mends that.
 */
@ApplicationModule(
        allowedDependencies = {
            "bot.embedded",
            "stitcher.access",
            "stitcher.blocking",
            "stitcher.checkup",
            "stitcher.failure",
            "stitcher.secrets"
        })
@NullMarked
package dev.mosaic.bot.launch;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
