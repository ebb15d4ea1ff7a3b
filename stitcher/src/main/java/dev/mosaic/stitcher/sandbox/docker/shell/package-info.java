/**
 * Commands in a container that runs: how one is started, heard, and ended from within. Knows
 * nothing of setups and forwarders. Public for the rooms of the Docker sandbox alone.
 */
@NullMarked
package dev.mosaic.stitcher.sandbox.docker.shell;

import org.jspecify.annotations.NullMarked;
