package dev.mosaic.stitcher.job;

import java.time.Duration;
import java.time.Instant;
import java.util.Set;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** What must be said outside exactly once. */
@Component
public class Outbox {
    /** Adds an effect; false if its key was there before. */
    public Mono<Boolean> add(Effect effect) {
        throw new UnsupportedOperationException();
    }

    /** Takes effects that are due for this caller alone, oldest first, for the given outlets. */
    public Flux<Pending> take(Set<String> outlets, Duration hold, int limit) {
        throw new UnsupportedOperationException();
    }

    /** The effect is done. */
    public Mono<Void> sent(Pending pending, String remoteId) {
        throw new UnsupportedOperationException();
    }

    /** It did not work; try again at {@code next}. */
    public Mono<Void> postpone(Pending pending, String error, Instant next) {
        throw new UnsupportedOperationException();
    }

    /** How many effects are not sent yet. */
    public Mono<Long> unsent() {
        throw new UnsupportedOperationException();
    }

    /** An effect in somebody's hands. @param attempts how often it was taken before */
    public record Pending(long id, Effect effect, int attempts) {}
}
