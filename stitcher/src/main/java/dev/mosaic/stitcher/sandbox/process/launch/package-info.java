/**
 * How a command is started on this machine: which programs of the system help, which folder is its
 * HOME, which marks it carries, which settings limit it. Knows nothing of what keeps commands
 * apart. Public for the rooms of the process sandbox alone.
 */
@NullMarked
package dev.mosaic.stitcher.sandbox.process.launch;

import org.jspecify.annotations.NullMarked;
