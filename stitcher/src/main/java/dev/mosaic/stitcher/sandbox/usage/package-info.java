/**
 * What the kinds of sandbox have in common: reading what commands print, watching how much they
 * fill, and whose their files are. Knows nothing of what keeps commands apart. Public for the kinds
 * of sandbox alone.
 */
@NullMarked
package dev.mosaic.stitcher.sandbox.usage;

import org.jspecify.annotations.NullMarked;
