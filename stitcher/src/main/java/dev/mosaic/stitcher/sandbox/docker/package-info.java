/**
 * Commands in containers of a Docker engine on the same machine: one container for each open
 * sandbox, made after {@link dev.mosaic.stitcher.sandbox.docker.profile.Profile}, compared with it
 * before it starts, looked at from within before it is used. Whatever is weaker than asked for is
 * refused. The only rooms that see the engine's API; every question to it has a limit.
 *
 * <p>Here containers are opened, with a forwarder beside them where they have a network, and swept.
 * Below, each using only the later: {@code setup} and {@code shell}, which know nothing of each
 * other, {@code profile} (what a container is made with, and whether it is), {@code daemon} (the
 * engine).
 */
@NullMarked
package dev.mosaic.stitcher.sandbox.docker;

import org.jspecify.annotations.NullMarked;
