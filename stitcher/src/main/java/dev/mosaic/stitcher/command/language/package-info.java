/**
 * The command language: finds where a text speaks to Mosaic, reads what it asks for, and writes it
 * again. Pure and total; asks nobody and does nothing. A door that hands in text names {@code
 * stitcher.command :: language}.
 */
@NamedInterface("language")
@NullMarked
package dev.mosaic.stitcher.command.language;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.NamedInterface;
