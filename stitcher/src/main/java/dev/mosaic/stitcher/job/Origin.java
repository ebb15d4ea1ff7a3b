package dev.mosaic.stitcher.job;

/**
 * Where a person asked, and so where the answers go. Opaque to all but the outlet.
 *
 * @param outlet the outlet's name, such as {@code terminal}; {@code api} has no outlet, its callers
 *     read the job
 * @param address what the outlet needs to find the place again
 */
public record Origin(String outlet, String address) {}
