package dev.mosaic.stitcher.job;

import org.springframework.stereotype.Component;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** Reads the job log. Writing is the stores' own business. */
@Component
public class JobEvents {
    /** Lines of one job after {@code seq}, in order, at most {@code limit}. */
    public Flux<RecordedEvent> of(JobId job, int afterSeq, int limit) {
        throw new UnsupportedOperationException();
    }

    /**
     * Lines of all jobs after {@code pos}, in order, at most {@code limit}. Stops before the first
     * line that a transaction still under way could precede, so that a cursor never skips one.
     */
    public Flux<RecordedEvent> after(long pos, int limit) {
        throw new UnsupportedOperationException();
    }

    /** The position of the newest line; 0 when there is none. */
    public Mono<Long> newest() {
        throw new UnsupportedOperationException();
    }

    /**
     * Ticks soon after something was committed by this process, and now and then anyway: a hint to
     * read again. Never ends, never fails, drops ticks for slow readers.
     */
    public Flux<Long> ticks() {
        throw new UnsupportedOperationException();
    }
}
