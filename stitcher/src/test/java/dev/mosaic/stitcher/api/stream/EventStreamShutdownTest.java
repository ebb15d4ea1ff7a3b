package dev.mosaic.stitcher.api.stream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.mosaic.stitcher.api.ApiServer;
import dev.mosaic.stitcher.testkit.Postgres;
import dev.mosaic.stitcher.testkit.SampleJobs;
import dev.mosaic.stitcher.testkit.Stores;
import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.springframework.web.reactive.function.client.WebClient;

/** Alone in its class: a server that stops takes the threads of all servers of its JVM along. */
class EventStreamShutdownTest {
    private static final Duration LIMIT = Duration.ofSeconds(60);

    @RegisterExtension static final Postgres postgres = new Postgres();

    @Test
    void aServerThatStopsEndsItsStreamsInsteadOfWaitingForThem() {
        var stores = Stores.on(postgres, Clock.systemUTC());
        var job = stores.submit(SampleJobs.request()).id();
        var never = Map.of("spring.lifecycle.timeout-per-shutdown-phase", "10m");
        var server = ApiServer.over(postgres, never);
        var lines = new AtomicInteger();
        var stream =
                WebClient.create("http://127.0.0.1:" + server.port())
                        .get()
                        .uri("/api/runner-jobs/{id}/events/stream", job)
                        .retrieve()
                        .bodyToFlux(String.class)
                        .doOnNext(_ -> lines.incrementAndGet())
                        .then()
                        .toFuture();
        await().atMost(LIMIT).until(() -> lines.get() >= 2);

        var stop = CompletableFuture.runAsync(server::close);

        assertThat(stop).succeedsWithin(LIMIT);
        assertThat(stream).succeedsWithin(LIMIT);
    }
}
