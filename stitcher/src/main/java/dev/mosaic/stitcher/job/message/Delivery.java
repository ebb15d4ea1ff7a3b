package dev.mosaic.stitcher.job.message;

import org.jspecify.annotations.Nullable;

/**
 * What a door received, as stored in the inbox before it is acknowledged.
 *
 * @param source the door, such as {@code terminal}
 * @param id unique per door; a second delivery with the same id is the same delivery
 * @param event what kind it is, such as {@code command}
 * @param payload JSON
 */
public record Delivery(String source, String id, String event, String payload) {
    /** What became of a delivery. @param reply what was answered; null if nothing yet */
    public record Receipt(Delivery delivery, boolean fresh, @Nullable String reply) {}
}
