/**
 * An engine that plays steps from a file, for the demo and for tests. No model is asked. Like any
 * engine it touches files only by commands in the sandbox, so that a path means there what it says.
 */
@NullMarked
package dev.mosaic.stitcher.engine.scripted;

import org.jspecify.annotations.NullMarked;
