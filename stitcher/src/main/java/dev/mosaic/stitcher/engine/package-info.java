/** What drives a model, as a port. Engines live one package below and export nothing. */
@ApplicationModule(
        allowedDependencies = {
            "stitcher.failure",
            "stitcher.sandbox",
            "stitcher.model",
            "stitcher.checkup"
        })
@NullMarked
package dev.mosaic.stitcher.engine;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
