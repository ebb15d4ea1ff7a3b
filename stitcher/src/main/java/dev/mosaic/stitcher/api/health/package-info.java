/**
 * Whether this process can work, for people and for what watches over it: {@code /health} and the
 * parts of {@code /actuator/health}. Exports nothing.
 */
@NullMarked
package dev.mosaic.stitcher.api.health;

import org.jspecify.annotations.NullMarked;
