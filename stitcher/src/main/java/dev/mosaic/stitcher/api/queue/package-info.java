/**
 * The queue over REST: its figures and its order for everybody, its nodes for instance admins.
 * Exports nothing.
 */
@NullMarked
package dev.mosaic.stitcher.api.queue;

import org.jspecify.annotations.NullMarked;
