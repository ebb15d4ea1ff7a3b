/**
 * The command language over REST, and the door through which every room hands in a command, so that
 * the desk cannot tell a route from a sentence. Its door is all that it exports.
 */
@NullMarked
package dev.mosaic.stitcher.api.command;

import org.jspecify.annotations.NullMarked;
