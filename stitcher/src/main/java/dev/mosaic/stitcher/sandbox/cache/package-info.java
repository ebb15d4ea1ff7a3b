/**
 * The setup cache: what setups of repositories fetched, in folders of this machine: each under a
 * key that says what made it, made aside and then moved to its place in one step, held while it is
 * used, forgotten when it is old or there is too much. Knows no containers; public for the kinds of
 * sandbox alone.
 */
@NullMarked
package dev.mosaic.stitcher.sandbox.cache;

import org.jspecify.annotations.NullMarked;
