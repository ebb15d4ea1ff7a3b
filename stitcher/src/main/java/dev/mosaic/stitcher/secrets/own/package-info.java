/**
 * The secrets that Mosaic itself holds: found among its settings, kept as fingerprints, recognised
 * whole and in part. Nothing that this room keeps can be turned back into a secret. Seen by {@code
 * secrets} alone.
 */
@NullMarked
package dev.mosaic.stitcher.secrets.own;

import org.jspecify.annotations.NullMarked;
