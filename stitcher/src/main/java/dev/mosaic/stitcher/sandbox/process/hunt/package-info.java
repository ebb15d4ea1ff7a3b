/**
 * Finds processes of this machine and ends them. They are found by marks that children inherit:
 * names in the environment, and, on Linux, a resource limit that nothing else uses and that no
 * program changes by accident; and, as root, by their user. Knows nothing of sandboxes but whose
 * they are. Public for the rooms of the process sandbox alone.
 */
@NullMarked
package dev.mosaic.stitcher.sandbox.process.hunt;

import org.jspecify.annotations.NullMarked;
