package dev.mosaic.stitcher.job;

import java.time.Duration;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** What doors received. Stored before it is acknowledged, closed when it was answered. */
@Component
public class Inbox {
    /** Stores a delivery, or finds the one with the same source and id. */
    public Mono<Delivery.Receipt> store(Delivery delivery) {
        throw new UnsupportedOperationException();
    }

    /**
     * Takes an unanswered delivery for this caller alone, for a while; empty if somebody else has
     * it or it is closed.
     */
    public Mono<Delivery> take(String source, String id, Duration hold) {
        throw new UnsupportedOperationException();
    }

    /**
     * Takes unanswered deliveries that nobody holds, oldest first: the work of a node that died.
     */
    public Flux<Delivery> takeForgotten(Duration olderThan, Duration hold, int limit) {
        throw new UnsupportedOperationException();
    }

    /** Closes a delivery with what was answered. */
    public Mono<Void> close(Delivery delivery, String reply) {
        throw new UnsupportedOperationException();
    }
}
