/**
 * The setup of repositories in containers: runs it, or takes what it left from the setup cache, and
 * mounts that as the HOME of other containers. Opens no container itself. Public for the rooms of
 * the Docker sandbox alone.
 */
@NullMarked
package dev.mosaic.stitcher.sandbox.docker.setup;

import org.jspecify.annotations.NullMarked;
