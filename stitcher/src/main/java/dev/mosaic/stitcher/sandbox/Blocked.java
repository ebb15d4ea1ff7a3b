package dev.mosaic.stitcher.sandbox;

/**
 * What commands tried to reach and were kept from.
 *
 * @param target where to, as they named it: 100 printable signs at most, and hostile
 * @param why one sentence that names the setting
 * @param times how often so far
 */
public record Blocked(String target, String why, long times) {}
