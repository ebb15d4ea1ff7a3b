/**
 * What crosses the border of the instance: deliveries in the inbox until they are answered, effects
 * in the outbox until they are said, and how far each reader of the log has told. Each is stored
 * before anybody relies on it.
 */
@NamedInterface("message")
@NullMarked
package dev.mosaic.stitcher.job.message;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.NamedInterface;
