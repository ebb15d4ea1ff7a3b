package dev.mosaic.stitcher.api.job;

import dev.mosaic.stitcher.job.JobEvent;
import dev.mosaic.stitcher.job.RecordedEvent;
import dev.mosaic.stitcher.text.EventLine;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.util.RawValue;

/**
 * An event as callers see it.
 *
 * @param line the event in words, inert; null for what people need not read
 * @param data the payload of its type; its texts are untrusted
 */
public record EventView(
        String job,
        int seq,
        Instant at,
        String type,
        String actor,
        @Nullable String line,
        Object data) {
    public static EventView of(RecordedEvent event) {
        return new EventView(
                event.job().toString(),
                event.seq(),
                event.at(),
                event.type(),
                event.actor(),
                EventLine.of(event.event()),
                payload(event.event()));
    }

    /** What a newer release wrote is passed on as it stands in the log. */
    private static Object payload(JobEvent event) {
        return event instanceof JobEvent.Unknown(_, var json) ? new RawValue(json) : event;
    }
}
