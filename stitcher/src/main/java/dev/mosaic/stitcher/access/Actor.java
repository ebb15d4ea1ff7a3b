package dev.mosaic.stitcher.access;

/**
 * Who asks, as a user of the forge.
 *
 * @param forge the id of the forge that knows the name
 * @param name the login there
 */
public record Actor(String forge, String name) {}
