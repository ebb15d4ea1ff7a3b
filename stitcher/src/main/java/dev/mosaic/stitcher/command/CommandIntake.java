package dev.mosaic.stitcher.command;

import org.springframework.stereotype.Component;
import reactor.core.publisher.Mono;

/**
 * Where every door hands in. Stores the delivery, then has the desk answer it; what a dying process
 * left unanswered is answered by the next one, through the outbox of its origin.
 */
@Component
public class CommandIntake {
    /** One reply, always: also for what was handed in before, and for what blew up. */
    public Mono<Reply> hand(Incoming incoming) {
        throw new UnsupportedOperationException(incoming.id());
    }
}
