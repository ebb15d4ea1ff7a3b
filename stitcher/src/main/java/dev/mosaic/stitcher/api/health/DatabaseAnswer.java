package dev.mosaic.stitcher.api.health;

import dev.mosaic.stitcher.api.ApiSettings;
import dev.mosaic.stitcher.job.store.JobEvents;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Mono;

/** Asks the database whether it is there, one question at a time. */
@Component
final class DatabaseAnswer {
    private final JobEvents events;
    private final Duration limit;
    private CompletableFuture<Long> question = CompletableFuture.completedFuture(0L);

    DatabaseAnswer(JobEvents events, ApiSettings settings) {
        this.events = events;
        this.limit = settings.healthTimeout();
    }

    /** A sentence on what is wrong; empty if it answers in time. Never fails. */
    Mono<String> trouble() {
        return Mono.fromFuture(this::ask, true)
                .timeout(limit)
                .then(Mono.<String>empty())
                .onErrorResume(_ ->
                        Mono.just(
                                "The database did not answer within %d ms."
                                        .formatted(limit.toMillis())));
    }

    /** Checks of a database that hangs must not use up the pool. */
    private synchronized CompletableFuture<Long> ask() {
        if (question.isDone()) {
            question = events.newest().toFuture();
        }
        return question;
    }
}
