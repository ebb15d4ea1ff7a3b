/**
 * Commands in containers of a Docker engine on the same machine: one container for each open
 * sandbox, made after {@link dev.mosaic.stitcher.sandbox.docker.Profile}, compared with it before
 * it starts, looked at from within before it is used. Whatever is weaker than asked for is refused.
 * The only room that sees the engine's API; every question to it has a limit.
 */
@NullMarked
package dev.mosaic.stitcher.sandbox.docker;

import org.jspecify.annotations.NullMarked;
