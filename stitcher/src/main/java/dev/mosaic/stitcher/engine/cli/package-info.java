/**
 * Engines that are programs of their own: any argv that settings describe, with presets as data.
 * The prompt goes in by standard input, what the program prints comes out as events, and no shell
 * stands in between. Untrusted all the way: no line that a program prints makes a reader throw.
 */
@NullMarked
package dev.mosaic.stitcher.engine.cli;

import org.jspecify.annotations.NullMarked;
