package dev.mosaic.stitcher.job;

import org.springframework.stereotype.Component;
import reactor.core.publisher.Mono;

/** How far each reader of the log has come. */
@Component
public class Cursors {
    /** The position of a reader; 0 for a new one. */
    public Mono<Long> position(String reader) {
        throw new UnsupportedOperationException();
    }

    /**
     * Moves a reader forward. Errors with {@link IllegalStateException} if another process moved it
     * meanwhile: then the caller's transaction must not commit.
     */
    public Mono<Void> advance(String reader, long from, long to) {
        throw new UnsupportedOperationException();
    }
}
