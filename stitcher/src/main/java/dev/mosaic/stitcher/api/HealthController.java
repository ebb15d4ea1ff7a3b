package dev.mosaic.stitcher.api;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.mosaic.stitcher.job.JobEvents;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;
import reactor.core.publisher.Mono;

/** Says whether this process can work: it can if the database answers. */
@RestController
final class HealthController {
    private final long startedAt = System.nanoTime();
    private final JobEvents events;
    private final Clock clock;
    private final Duration limit;
    private CompletableFuture<Long> question = CompletableFuture.completedFuture(0L);

    HealthController(JobEvents events, Clock clock, ApiSettings settings) {
        this.events = events;
        this.clock = clock;
        this.limit = settings.healthTimeout();
    }

    /**
     * How this process is.
     *
     * @param status {@code healthy} or {@code unhealthy}
     * @param uptime seconds
     * @param reason what is wrong; absent if nothing is
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record HealthView(String status, long uptime, Instant timestamp, @Nullable String reason) {}

    @GetMapping("/health")
    Mono<ResponseEntity<HealthView>> health() {
        return Mono.fromFuture(this::ask, true)
                .timeout(limit)
                .map(_ -> ResponseEntity.ok(view("healthy", null)))
                .onErrorResume(_ -> Mono.just(unhealthy()));
    }

    /** One question at a time, so that checks of a hanging database do not use up the pool. */
    private synchronized CompletableFuture<Long> ask() {
        if (question.isDone()) {
            question = events.newest().toFuture();
        }
        return question;
    }

    private ResponseEntity<HealthView> unhealthy() {
        return ResponseEntity.status(HttpStatus.SERVICE_UNAVAILABLE)
                .body(
                        view(
                                "unhealthy",
                                "The database did not answer within %d ms."
                                        .formatted(limit.toMillis())));
    }

    private HealthView view(String status, @Nullable String reason) {
        var uptime = Duration.ofNanos(System.nanoTime() - startedAt);
        return new HealthView(status, uptime.toSeconds(), clock.instant(), reason);
    }
}
