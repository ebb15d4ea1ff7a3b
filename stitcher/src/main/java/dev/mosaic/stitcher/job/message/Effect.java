package dev.mosaic.stitcher.job.message;

import dev.mosaic.stitcher.job.Origin;

/**
 * Something to be said outside, exactly once: a row of the outbox.
 *
 * @param key unique for ever, such as {@code final:<job>:<attempt>:terminal:console}
 * @param target where it goes
 * @param text what is said
 */
public record Effect(String key, Origin target, String text) {}
