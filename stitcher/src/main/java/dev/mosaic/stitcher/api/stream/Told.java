package dev.mosaic.stitcher.api.stream;

import dev.mosaic.stitcher.api.PageCursor;
import dev.mosaic.stitcher.api.job.EventView;
import dev.mosaic.stitcher.job.RecordedEvent;
import dev.mosaic.stitcher.job.store.JobNews;
import java.util.function.Supplier;
import org.springframework.util.function.SingletonSupplier;
import tools.jackson.databind.json.JsonMapper;

/** A line of the log, written as JSON once, however many readers it has. */
final class Told {
    static final String CURSOR = "events";

    private final JobNews.Line line;
    private final Supplier<String> json;

    Told(JobNews.Line line, JsonMapper mapper) {
        this.line = line;
        this.json =
                SingletonSupplier.of(() -> mapper.writeValueAsString(EventView.of(line.event())));
    }

    JobNews.Line line() {
        return line;
    }

    RecordedEvent event() {
        return line.event();
    }

    /** What names the place behind this line in the log of all jobs. */
    String cursor() {
        return PageCursor.of(CURSOR, line.event().pos());
    }

    String json() {
        return json.get();
    }
}
