package dev.mosaic.stitcher.api.health;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.mosaic.stitcher.queue.Pulse;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;
import reactor.core.publisher.Mono;

/** Says whether this process can work: it can if the database answers and the queue goes on. */
@RestController
final class HealthController {
    private final long startedAt = System.nanoTime();
    private final DatabaseAnswer database;
    private final Pulse pulse;
    private final Clock clock;

    HealthController(DatabaseAnswer database, Pulse pulse, Clock clock) {
        this.database = database;
        this.pulse = pulse;
        this.clock = clock;
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
        return database.trouble()
                .switchIfEmpty(Mono.fromSupplier(pulse::trouble))
                .map(this::unhealthy)
                .switchIfEmpty(Mono.fromSupplier(() -> ResponseEntity.ok(view("healthy", null))));
    }

    private ResponseEntity<HealthView> unhealthy(String reason) {
        return ResponseEntity.status(HttpStatus.SERVICE_UNAVAILABLE)
                .body(view("unhealthy", reason));
    }

    private HealthView view(String status, @Nullable String reason) {
        var uptime = Duration.ofNanos(System.nanoTime() - startedAt);
        return new HealthView(status, uptime.toSeconds(), clock.instant(), reason);
    }
}
