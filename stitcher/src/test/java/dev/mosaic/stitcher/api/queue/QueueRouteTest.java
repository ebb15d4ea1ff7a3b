package dev.mosaic.stitcher.api.queue;

import dev.mosaic.stitcher.api.ApiServer;
import dev.mosaic.stitcher.testkit.Postgres;
import dev.mosaic.stitcher.testkit.SampleJobs;
import dev.mosaic.stitcher.testkit.Stores;
import java.time.Clock;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class QueueRouteTest {
    @RegisterExtension static final Postgres postgres = new Postgres();

    private static ApiServer server;

    @BeforeAll
    static void start() {
        server = ApiServer.over(postgres, Map.of("mosaic.command.sweep", "1h"));
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    @Test
    void queueIsShownInFiguresAndInOrder() {
        var job = Stores.on(postgres, Clock.systemUTC()).submit(SampleJobs.request());
        sql("insert into pauses (scope, reason, by) values ('instance', 'release', 'ada')");

        server.client()
                .get()
                .uri("/api/queue")
                .exchange()
                .expectStatus()
                .isOk()
                .expectBody()
                .jsonPath("$.pending")
                .isEqualTo(1)
                .jsonPath("$.oldestSeconds")
                .isNumber()
                .jsonPath("$.paused[0].reason")
                .isEqualTo("release")
                .jsonPath("$.repositories[0].repo")
                .isEqualTo("demo/app")
                .jsonPath("$.jobs[0].id")
                .isEqualTo(job.id().toString())
                .jsonPath("$.jobs[0].position")
                .isEqualTo(1)
                .jsonPath("$.jobs[0].why")
                .isEqualTo("PAUSED");
    }

    @Test
    void nodeIsDrainedAndResumed() {
        sql(
                "insert into nodes (id, incarnation, slots, alive_until) values ('n1', gen_random_uuid(), 2, now() + interval '1 hour')");

        post("/api/admin/nodes/n1/drain", 200).jsonPath("$.draining").isEqualTo(true);
        post("/api/admin/nodes/n1/resume", 200).jsonPath("$.draining").isEqualTo(false);
        post("/api/admin/nodes/n2/drain", 404).jsonPath("$.hint").isNotEmpty();
    }

    private static org.springframework.test.web.reactive.server.WebTestClient.BodyContentSpec post(
            String path, int status) {
        return server.client()
                .post()
                .uri(path)
                .exchange()
                .expectStatus()
                .isEqualTo(status)
                .expectBody();
    }

    private static void sql(String sql) {
        postgres.client().sql(sql).then().block();
    }
}
