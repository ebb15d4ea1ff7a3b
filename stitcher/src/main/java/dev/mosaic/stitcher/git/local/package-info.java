/**
 * Repositories that people keep on this machine: the ones of the local forge, and the checkout in
 * which {@code mosaic scan} looks.
 */
@NamedInterface("local")
@NullMarked
package dev.mosaic.stitcher.git.local;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.NamedInterface;
