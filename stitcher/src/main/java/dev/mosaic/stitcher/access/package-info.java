/**
 * Who may do what. The actor is a forge user; rights come from the forge. Unknown is refused, with
 * the reason and who can grant it.
 */
@ApplicationModule(allowedDependencies = {"stitcher.failure", "stitcher.forge"})
@NullMarked
package dev.mosaic.stitcher.access;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
