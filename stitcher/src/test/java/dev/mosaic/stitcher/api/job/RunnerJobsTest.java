package dev.mosaic.stitcher.api.job;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mosaic.stitcher.api.ApiServer;
import dev.mosaic.stitcher.api.PageCursor;
import dev.mosaic.stitcher.forge.RepoRef;
import dev.mosaic.stitcher.job.Job;
import dev.mosaic.stitcher.job.JobEvent;
import dev.mosaic.stitcher.job.JobStep;
import dev.mosaic.stitcher.job.Stage;
import dev.mosaic.stitcher.testkit.Postgres;
import dev.mosaic.stitcher.testkit.SampleJobs;
import dev.mosaic.stitcher.testkit.Stores;
import java.net.URI;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.http.MediaType;
import org.springframework.test.web.reactive.server.WebTestClient;

class RunnerJobsTest {
    @RegisterExtension static final Postgres postgres = new Postgres();

    private static Stores stores;
    private static ApiServer server;

    @BeforeAll
    static void start() {
        stores = Stores.on(postgres, Clock.systemUTC());
        server = ApiServer.over(postgres, Map.of("mosaic.api.max-log", "1KB"));
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    @Test
    void aJobIsFoundByItsIdAndByItsShortId() {
        var job = stores.submit(SampleJobs.request());

        for (var name : new String[] {job.id().toString(), job.id().abbreviated()}) {
            get("/" + name)
                    .expectStatus()
                    .isOk()
                    .expectHeader()
                    .valueEquals("ETag", "\"" + job.version() + "\"")
                    .expectBody()
                    .jsonPath("$.id")
                    .isEqualTo(job.id().toString())
                    .jsonPath("$.shortId")
                    .isEqualTo(job.id().abbreviated())
                    .jsonPath("$.status")
                    .isEqualTo("QUEUED")
                    .jsonPath("$.repo")
                    .isEqualTo("demo/app")
                    .jsonPath("$.live")
                    .isEqualTo(true)
                    .jsonPath("$.createdAt")
                    .value(String.class, at -> assertThat(at).matches("20\\d\\d-.*Z"))
                    .jsonPath("$.terms")
                    .doesNotExist();
        }
    }

    @Test
    void anUnchangedJobIsNotSentTwice() {
        var job = stores.submit(SampleJobs.request());

        server.client()
                .get()
                .uri("/api/runner-jobs/" + job.id())
                .header("If-None-Match", "\"" + job.version() + "\"")
                .exchange()
                .expectStatus()
                .isNotModified();
    }

    @ParameterizedTest
    @CsvSource({
        "01900000-0000-7000-8000-0000ffffffff,404",
        "ffffffff,404",
        "1,400",
        "01900000-0000-7000-8000-0000fffffff,400",
        "%00%1b%5b31m,400",
        "xxxxxxxx,400"
    })
    void whoeverNamesNoJobIsToldHowToFindOne(String name, int status) {
        for (var path : new String[] {"", "/steps", "/events", "/log", "/events/stream"}) {
            var body =
                    get("/" + name + path)
                            .expectStatus()
                            .isEqualTo(status)
                            .expectHeader()
                            .contentType(MediaType.APPLICATION_PROBLEM_JSON)
                            .expectBody(String.class)
                            .returnResult()
                            .getResponseBody();
            assertThat(body).contains("GET /api/runner-jobs lists").doesNotContain("\u001b");
        }
    }

    @Test
    void anAmbiguousShortIdListsWhatItMayMean() {
        var one = stores.submit(SampleJobs.request());
        var twin = UUID.randomUUID().toString().substring(0, 28) + one.id().abbreviated();
        postgres.client()
                .sql(
                        """
                        insert into runner_jobs (
                            id, kind, repo, issue_number, repo_name, title, instructions, priority,
                            gate_profile, engine, terms, origin_outlet, origin_address,
                            requested_by, status, run_at, created_at, queued_at)
                        select :twin::uuid, kind, 'local:77', issue_number, repo_name, title, '', 5,
                            gate_profile, engine, terms, origin_outlet, origin_address,
                            requested_by, status, run_at, created_at, queued_at
                        from runner_jobs where id = :id
                        """)
                .bind("twin", twin)
                .bind("id", one.id().value())
                .then()
                .block();

        get("/" + one.id().abbreviated())
                .expectStatus()
                .isEqualTo(409)
                .expectBody()
                .jsonPath("$.matches")
                .value(
                        List.class,
                        all ->
                                assertThat((List<?>) all)
                                        .map(Object::toString)
                                        .containsExactlyInAnyOrder(one.id().toString(), twin));
    }

    @Test
    void pagesFollowEachOtherWithoutGapOrDouble() {
        var repo = SampleJobs.REPO;
        var newest = new ArrayList<String>();
        for (var i = 0; i < 7; i++) {
            newest.addFirst(stores.submit(SampleJobs.request(repo)).id().toString());
        }
        stores.submit(SampleJobs.request(new RepoRef("local", 99)));

        var read = new ArrayList<String>();
        var path = "?repo=demo/app&limit=3";
        for (var pages = 0; pages < 3; pages++) {
            var page = page(path);
            page.jobs().forEach(job -> read.add((String) job.get("id")));
            path = "?repo=demo/app&limit=3&cursor=" + page.next();
            stores.submit(SampleJobs.request(repo));
        }

        assertThat(read).startsWith(newest.toArray(String[]::new)).doesNotHaveDuplicates();
    }

    @Test
    void theLastPageHasNoNext() {
        stores.submit(SampleJobs.request());

        assertThat(page("?limit=200").next()).isNull();
    }

    @Test
    void jobsAreFilteredByStatusAndLife() {
        var over = cancelled(SampleJobs.REPO);
        var live = stores.submit(SampleJobs.request());

        assertThat(ids("?status=cancelled")).contains(id(over)).doesNotContain(id(live));
        assertThat(ids("?live=true")).contains(id(live)).doesNotContain(id(over));
    }

    @ParameterizedTest
    @CsvSource({
        "?limit=0,400,1 to 200",
        "?limit=201,400,1 to 200",
        "?limit=x,400,limit",
        "?live=perhaps,400,live",
        "?status=DONE,400,QUARANTINED",
        "?cursor=12345678,400,cursor",
        "?repo=nonsense,400,owner/name",
        "?repo=no/such,404,No forge here"
    })
    void aWrongParameterIsNamed(String query, int status, String named) {
        var body =
                get(query)
                        .expectStatus()
                        .isEqualTo(status)
                        .expectHeader()
                        .contentType(MediaType.APPLICATION_PROBLEM_JSON)
                        .expectBody(String.class)
                        .returnResult()
                        .getResponseBody();

        assertThat(body).contains(named, "\"hint\"").doesNotContain("Exception", "java.");
    }

    @Test
    void stepsAndEventsAreThereInOrder() {
        var lease = stores.running(SampleJobs.request());
        var step = stores.steps().begin(lease, 1, 1, Stage.WEAVE, "weaver").block();
        stores.steps().finish(lease, step.id(), JobStep.Status.DONE, "1 file", "{}").block();

        get("/" + lease.job() + "/steps")
                .expectBody()
                .jsonPath("$.steps.length()")
                .isEqualTo(1)
                .jsonPath("$.steps[0].stage")
                .isEqualTo("WEAVE")
                .jsonPath("$.steps[0].status")
                .isEqualTo("DONE")
                .jsonPath("$.steps[0].result")
                .doesNotExist();
        get("/" + lease.job() + "/events?limit=2")
                .expectBody()
                .jsonPath("$.events[0].type")
                .isEqualTo("job.submitted")
                .jsonPath("$.events[0].data.requestedBy")
                .isEqualTo("ada")
                .jsonPath("$.events[1].seq")
                .isEqualTo(2)
                .jsonPath("$.next")
                .isEqualTo(PageCursor.of("job-events", 2));
        get("/" + lease.job() + "/events?cursor=" + PageCursor.of("job-events", 2))
                .expectBody()
                .jsonPath("$.events[0].seq")
                .isEqualTo(3);
        get("/" + lease.job() + "/events?cursor=" + PageCursor.of("jobs", 2))
                .expectStatus()
                .isBadRequest();
        get("/" + lease.job() + "/events?after=2")
                .expectBody()
                .jsonPath("$.events[0].type")
                .isEqualTo("job.claimed")
                .jsonPath("$.next")
                .isEmpty();
    }

    @Test
    void anEventOfALaterReleaseIsPassedOnAsItIs() {
        var lease = stores.running(SampleJobs.request());
        stores.jobs()
                .record(lease, new JobEvent.Unknown("agent.dreamt", "{\"of\": [\"sheep\"]}"))
                .block();

        get("/" + lease.job() + "/events")
                .expectBody()
                .jsonPath("$.events[-1].type")
                .isEqualTo("agent.dreamt")
                .jsonPath("$.events[-1].data.of[0]")
                .isEqualTo("sheep");
    }

    @Test
    void theLogIsInertTextWithHeadings() {
        var lease = stores.running(SampleJobs.request());
        var weave = stores.steps().begin(lease, 1, 1, Stage.WEAVE, "weaver").block();
        stores.log().append(lease.job(), weave.id(), "agent", "I \u001b[2Jwrite").block();
        var inspect = stores.steps().begin(lease, 1, 1, Stage.INSPECT, "inspector").block();
        stores.log().append(lease.job(), inspect.id(), "gate test", "1 failed\n").block();

        assertThat(text("/" + lease.job() + "/log"))
                .isEqualTo(
                        """
                        == round 1 · WEAVE · agent
                        I ␛[2Jwrite
                        == round 1 · INSPECT · gate test
                        1 failed
                        """);
        assertThat(text("/" + lease.job() + "/log?stage=inspect"))
                .isEqualTo("== round 1 · INSPECT · gate test\n1 failed\n");
        get("/" + lease.job() + "/log?stage=sleep")
                .expectStatus()
                .isBadRequest()
                .expectBody()
                .jsonPath("$.hint")
                .isEqualTo("It is one of [CONTEXT, WEAVE, INSPECT, PUBLISH, REPORT].");
    }

    @Test
    void aLongLogIsCutAndSaysSo() {
        var lease = stores.running(SampleJobs.request());
        var step = stores.steps().begin(lease, 1, 1, Stage.WEAVE, "weaver").block();
        stores.log().append(lease.job(), step.id(), "agent", "x".repeat(5_000)).block();

        assertThat(text("/" + lease.job() + "/log"))
                .hasSizeLessThan(1_200)
                .endsWith("for one stage with ?stage=\n");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "/steps", "/events", "/events/stream", "/log"})
    void anUnknownMethodNamesTheKnownOnes(String path) {
        server.client()
                .put()
                .uri("/api/runner-jobs/12345678" + path)
                .exchange()
                .expectStatus()
                .isEqualTo(405)
                .expectHeader()
                .exists("Allow")
                .expectBody()
                .jsonPath("$.hint")
                .isNotEmpty();
    }

    private static Job cancelled(RepoRef repo) {
        var job = stores.submit(SampleJobs.request(repo));
        return stores.jobs().cancel(job.id(), "ada", "not needed").block();
    }

    private static String id(Job job) {
        return job.id().toString();
    }

    /** A page as JSON. */
    private record Page(List<Map<String, Object>> jobs, String next) {}

    private static Page page(String query) {
        return get(query)
                .expectStatus()
                .isOk()
                .expectBody(Page.class)
                .returnResult()
                .getResponseBody();
    }

    private static List<String> ids(String query) {
        return page(query).jobs().stream().map(job -> (String) job.get("id")).toList();
    }

    private static String text(String path) {
        return get(path)
                .expectStatus()
                .isOk()
                .expectHeader()
                .contentType("text/plain;charset=UTF-8")
                .expectBody(String.class)
                .returnResult()
                .getResponseBody();
    }

    private static WebTestClient.ResponseSpec get(String path) {
        return server.client()
                .get()
                .uri(URI.create("http://127.0.0.1:" + server.port() + "/api/runner-jobs" + path))
                .exchange();
    }
}
