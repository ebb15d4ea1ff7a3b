package dev.mosaic.stitcher.policy;

import org.jspecify.annotations.Nullable;

/**
 * One command that fetches what the builds of a repository need.
 *
 * @param run a line for {@code sh}
 * @param needs the kind of registry without which it cannot succeed, such as {@code maven}; null if
 *     the repository asks for the command, whatever there is
 */
public record SetupCommand(String run, @Nullable String needs) {}
