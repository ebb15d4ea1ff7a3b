package dev.mosaic.stitcher.api.job;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mosaic.stitcher.api.ApiServer;
import dev.mosaic.stitcher.job.Job;
import dev.mosaic.stitcher.job.JobEvent;
import dev.mosaic.stitcher.job.JobStatus;
import dev.mosaic.stitcher.testkit.Postgres;
import dev.mosaic.stitcher.testkit.SampleJobs;
import dev.mosaic.stitcher.testkit.Stores;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.http.HttpMethod;
import org.springframework.http.MediaType;
import org.springframework.test.web.reactive.server.WebTestClient;

/** Whoever changes a job can say which version of it they have seen. */
class JobVersionsTest {
    @RegisterExtension static final Postgres postgres = new Postgres();

    private static Stores stores;
    private static ApiServer server;

    @BeforeAll
    static void start() {
        stores = Stores.on(postgres, Clock.systemUTC());
        server = ApiServer.over(postgres, Map.of());
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    @Test
    void aJobThatDidNotChangeIsNotSentAgain() {
        var job = stores.submit(SampleJobs.request());
        var tag = tag(job);

        get(job, tag).expectStatus().isNotModified().expectBody().isEmpty();
        get(job, "\"999\"").expectStatus().isOk().expectHeader().valueEquals("ETag", tag);

        patch(job, 2, tag).expectStatus().isOk();
        get(job, tag).expectStatus().isOk();
    }

    @Test
    void aPriorityIsChangedAndTold() {
        var job = stores.submit(SampleJobs.request());

        patch(job, 2, tag(job))
                .expectStatus()
                .isOk()
                .expectHeader()
                .valueEquals("ETag", "\"%d\"".formatted(job.version() + 1))
                .expectBody()
                .jsonPath("$.priority")
                .isEqualTo(2)
                .jsonPath("$.status")
                .isEqualTo("QUEUED");

        var told = stores.events().of(job.id(), job.lastSeq(), 10).collectList().block();
        assertThat(told)
                .extracting(line -> line.event())
                .containsExactly(new JobEvent.Changed("ada", 2));
    }

    @Test
    void theSamePriorityChangesNothing() {
        var job = stores.submit(SampleJobs.request());
        patch(job, job.request().priority(), null).expectStatus().isOk();
        assertThat(now(job)).isEqualTo(job);
    }

    @Test
    void aRunningJobKeepsItsLease() {
        var lease = stores.running(SampleJobs.request());
        var job = stores.jobs().find(lease.job()).block();

        patch(job, 9, tag(job)).expectStatus().isOk();

        assertThat(now(job).ownerNode()).isEqualTo(job.ownerNode());
        stores.jobs().complete(lease, "done").block();
        assertThat(now(job).status()).isEqualTo(JobStatus.COMPLETED);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    PATCH  |          | {"priority": 3}
                    DELETE |          |
                    POST   | /cancel  |
                    POST   | /retry   |
                    POST   | /approve |
                    POST   | /reject  | {"reason": "no"}
                    POST   | /say     | {"text": "mind"}
                    """)
    void whoeverSawAnotherVersionChangesNothing(String method, String path, String body) {
        var seen = stores.submit(SampleJobs.request());
        var job = stores.jobs().prioritize(seen.id(), "ada", 9).block();
        var stale = "\"%d\"".formatted(job.version() - 1);

        send(job, HttpMethod.valueOf(method), path == null ? "" : path, body, stale, null)
                .expectStatus()
                .isEqualTo(412)
                .expectHeader()
                .contentType(MediaType.APPLICATION_PROBLEM_JSON)
                .expectBody()
                .jsonPath("$.cause")
                .isEqualTo("STALE")
                .jsonPath("$.version")
                .isEqualTo(job.version())
                .jsonPath("$.hint")
                .value(hint -> assertThat((String) hint).contains("If-Match"));
        assertThat(now(job)).isEqualTo(job);
    }

    @Test
    void oneOfSeveralVersionsOrAnyWillDo() {
        var job = stores.submit(SampleJobs.request());
        patch(job, 2, "\"1\", %s".formatted(tag(job))).expectStatus().isOk();
        patch(job, 3, "*").expectStatus().isOk();
        patch(job, 4, "W/" + tag(now(job))).expectStatus().isEqualTo(412);
        patch(job, 4, "\"other\"").expectStatus().isEqualTo(412);
        patch(job, 4, tag(now(job)).replace("\"", "")).expectStatus().isBadRequest();
    }

    @Test
    void aRequestThatIsSentAgainIsNotStale() {
        var job = stores.submit(SampleJobs.request());
        var key = UUID.randomUUID().toString();
        for (var i = 0; i < 2; i++) {
            send(job, HttpMethod.PATCH, "", "{\"priority\": 2}", tag(job), key)
                    .expectStatus()
                    .isOk();
        }
        assertThat(now(job).version()).isEqualTo(job.version() + 1);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{}",
                "{\"priority\": null}",
                "{\"priority\": 0}",
                "{\"priority\": 11}",
                "{\"priority\": \"x\"}",
                "{\"priority\": 2, \"title\": \"x\"}"
            })
    void whatCannotBeChangedIsRefused(String body) {
        var job = stores.submit(SampleJobs.request());
        send(job, HttpMethod.PATCH, "", body, null, null).expectStatus().isBadRequest();
        assertThat(now(job)).isEqualTo(job);
    }

    @Test
    void ofTwoWhoSawTheSameVersionExactlyOneWins() throws Exception {
        var job = stores.submit(SampleJobs.request());
        try (var pool = Executors.newVirtualThreadPerTaskExecutor()) {
            for (var round = 0; round < 20; round++) {
                var seen = tag(now(job));
                var before = now(job).request().priority();
                var together = new CyclicBarrier(2);
                Callable<Integer> one = () -> racing(job, before % 10 + 1, seen, together);
                Callable<Integer> other = () -> racing(job, (before + 1) % 10 + 1, seen, together);

                var first = pool.submit(one);
                var second = pool.submit(other);

                assertThat(List.of(first.get(), second.get()))
                        .as("round %d", round)
                        .containsExactlyInAnyOrder(200, 412);
            }
        }
        assertThat(now(job).version()).isEqualTo(job.version() + 20);
    }

    private static int racing(Job job, int priority, String tag, CyclicBarrier together)
            throws Exception {
        together.await();
        return patch(job, priority, tag).returnResult(String.class).getStatus().value();
    }

    private static Job now(Job job) {
        return stores.jobs().find(job.id()).block();
    }

    private static String tag(Job job) {
        return "\"%d\"".formatted(job.version());
    }

    private static WebTestClient.ResponseSpec get(Job job, String seen) {
        return server.client()
                .get()
                .uri("/api/runner-jobs/" + job.id())
                .header("If-None-Match", seen)
                .exchange();
    }

    private static WebTestClient.ResponseSpec patch(Job job, int priority, String ifMatch) {
        var body = "{\"priority\": %d}".formatted(priority);
        return send(job, HttpMethod.PATCH, "", body, ifMatch, null);
    }

    private static WebTestClient.ResponseSpec send(
            Job job, HttpMethod method, String path, String body, String ifMatch, String key) {
        var request =
                server.client()
                        .method(method)
                        .uri("/api/runner-jobs/" + job.id() + path)
                        .headers(headers -> {
                            if (ifMatch != null) {
                                headers.set("If-Match", ifMatch);
                            }
                            if (key != null) {
                                headers.set("Idempotency-Key", key);
                            }
                        });
        return body == null
                ? request.exchange()
                : request.contentType(MediaType.APPLICATION_JSON).bodyValue(body).exchange();
    }
}
