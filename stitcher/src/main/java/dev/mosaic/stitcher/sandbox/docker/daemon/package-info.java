/**
 * The Docker engine: questions to it, each with a limit, what it is able to do, and one container
 * that runs, ended and removed for sure. Knows nothing of what a container is made with. Public for
 * the rooms of the Docker sandbox alone.
 */
@NullMarked
package dev.mosaic.stitcher.sandbox.docker.daemon;

import org.jspecify.annotations.NullMarked;
