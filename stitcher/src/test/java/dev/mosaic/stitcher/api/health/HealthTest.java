package dev.mosaic.stitcher.api.health;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.mosaic.stitcher.api.ApiServer;
import dev.mosaic.stitcher.api.SamplePulse;
import dev.mosaic.stitcher.testkit.Postgres;
import io.r2dbc.spi.Connection;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.springframework.test.web.reactive.server.WebTestClient;
import reactor.core.publisher.Mono;

class HealthTest {
    @RegisterExtension static final Postgres postgres = new Postgres();

    private static ApiServer server;

    @BeforeAll
    static void start() {
        server =
                ApiServer.over(
                        postgres,
                        Map.of(
                                "mosaic.command.sweep", "1h",
                                "management.endpoints.web.exposure.include", "health,prometheus",
                                "management.endpoint.health.probes.enabled", "true",
                                "management.endpoint.health.group.readiness.include",
                                        "readinessState,database,queue"));
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    @Test
    void aDatabaseThatAnswersIsHealthy() {
        awaitGood("/health")
                .jsonPath("$.status")
                .isEqualTo("healthy")
                .jsonPath("$.uptime")
                .isNumber()
                .jsonPath("$.timestamp")
                .value(String.class, at -> assertThat(at).matches("20\\d\\d-.*Z"))
                .jsonPath("$.reason")
                .doesNotExist();
    }

    @Test
    void nodeThatStandsStillIsUnhealthyAndNotReadyButAlive() {
        var pulse = server.context().getBean(SamplePulse.class).told;
        pulse.set("It stands still.");
        try {
            get("/health", 503).jsonPath("$.reason").isEqualTo("It stands still.");
            get("/actuator/health/readiness", 503).jsonPath("$.status").isEqualTo("DOWN");
            get("/actuator/health/liveness", 200).jsonPath("$.status").isEqualTo("UP");
        } finally {
            pulse.set(null);
        }
        awaitGood("/actuator/health/readiness").jsonPath("$.status").isEqualTo("UP");
    }

    /** On a machine that is busy the database may once take longer than the second it is given. */
    private static WebTestClient.BodyContentSpec awaitGood(String path) {
        var body = new AtomicReference<WebTestClient.BodyContentSpec>();
        await().untilAsserted(() -> body.set(get(path, 200)));
        return body.get();
    }

    @Test
    void metricsAreForThisMachineOnly() {
        server.client()
                .get()
                .uri("/actuator/prometheus")
                .exchange()
                .expectStatus()
                .isOk()
                .expectBody(String.class)
                .value(text -> assertThat(text).contains("jvm_memory_used_bytes"));
        for (var path : List.of("/actuator/prometheus", "/actuator/health/readiness")) {
            server.client()
                    .get()
                    .uri(path)
                    .header("Host", "rebound.example.org")
                    .exchange()
                    .expectStatus()
                    .isForbidden();
            server.client()
                    .get()
                    .uri(path)
                    .header("Origin", "https://evil.example.org")
                    .exchange()
                    .expectStatus()
                    .isForbidden();
        }
        server.client().get().uri("/actuator/env").exchange().expectStatus().isNotFound();
    }

    private static WebTestClient.BodyContentSpec get(String path, int status) {
        return server.client()
                .get()
                .uri(path)
                .exchange()
                .expectStatus()
                .isEqualTo(status)
                .expectBody();
    }

    @Test
    void aDatabaseThatHangsIsUnhealthyAndAskedOnlyOnce() {
        var taken = new ArrayList<Connection>();
        var pool = postgres.pool();
        for (var i = 0; i < 20; i++) {
            taken.add(pool.create().block());
        }
        try {
            for (var i = 0; i < 3; i++) {
                server.client()
                        .get()
                        .uri("/health")
                        .exchange()
                        .expectStatus()
                        .isEqualTo(503)
                        .expectBody()
                        .jsonPath("$.status")
                        .isEqualTo("unhealthy")
                        .jsonPath("$.reason")
                        .isEqualTo("The database did not answer within 1000 ms.");
            }
            assertThat(pool.getMetrics().orElseThrow().pendingAcquireSize()).isEqualTo(1);
        } finally {
            taken.forEach(connection -> Mono.from(connection.close()).block());
        }

        await().atMost(Duration.ofSeconds(30))
                .untilAsserted(() ->
                        server.client().get().uri("/health").exchange().expectStatus().isOk());
    }
}
