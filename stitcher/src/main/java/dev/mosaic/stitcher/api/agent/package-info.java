/** The agents over REST: how to get one, what is known of them, and their end. Exports nothing. */
@NullMarked
package dev.mosaic.stitcher.api.agent;

import org.jspecify.annotations.NullMarked;
