/**
 * What can be asked of Mosaic, and what passes between those who ask, the counter and the desk.
 * Above it stand {@code language}, which reads and writes commands, {@code intake}, the one counter
 * where every door hands in, and {@code desk}, which does what was asked; they know this package,
 * {@code intake} knows the language too, and the desk neither. A door also names {@code
 * stitcher.command :: intake}.
 */
@ApplicationModule(
        allowedDependencies = {
            "stitcher.failpoint",
            "stitcher.failure",
            "stitcher.access",
            "stitcher.policy",
            "stitcher.queue",
            "stitcher.queue :: view",
            "stitcher.killswitch",
            "stitcher.run",
            "stitcher.sandbox",
            "stitcher.job",
            "stitcher.job :: store",
            "stitcher.job :: message",
            "stitcher.job :: work",
            "stitcher.loop",
            "stitcher.forge",
            "stitcher.text",
            "stitcher.secrets"
        })
@NullMarked
package dev.mosaic.stitcher.command;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
