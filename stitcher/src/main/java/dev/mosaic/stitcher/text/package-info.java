/**
 * Every sentence that Mosaic says to a person, as pure functions. Nothing here decides, logs or
 * waits, so that a translation is a change to this package alone.
 *
 * <p>Titles, instructions, reasons, paths and names come from outside. Each passes {@link
 * dev.mosaic.stitcher.text.Inert} on its way into a sentence, so that no outlet has to guess which
 * part of a text it may trust.
 */
@ApplicationModule(
        allowedDependencies = {
            "stitcher.job",
            "stitcher.job :: store",
            "stitcher.policy",
            "stitcher.forge",
            "stitcher.git"
        })
@NullMarked
package dev.mosaic.stitcher.text;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
