/**
 * What a container is made with, and whether it is: the {@link
 * dev.mosaic.stitcher.sandbox.docker.profile.Profile}, the settings and the roles that it follows,
 * the comparison with what the engine made ({@link
 * dev.mosaic.stitcher.sandbox.docker.profile.Inspection}) and with what is seen from within ({@link
 * dev.mosaic.stitcher.sandbox.docker.profile.Canary}). Whatever is weaker is refused. Asks no
 * engine. Public for the rooms of the Docker sandbox alone.
 */
@NullMarked
package dev.mosaic.stitcher.sandbox.docker.profile;

import org.jspecify.annotations.NullMarked;
