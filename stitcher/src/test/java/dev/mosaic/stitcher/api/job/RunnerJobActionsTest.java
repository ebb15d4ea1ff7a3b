package dev.mosaic.stitcher.api.job;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.mosaic.stitcher.api.ApiServer;
import dev.mosaic.stitcher.api.SampleDesk;
import dev.mosaic.stitcher.command.Command;
import dev.mosaic.stitcher.command.FixOptions.Money;
import dev.mosaic.stitcher.command.Reply;
import dev.mosaic.stitcher.command.Target;
import dev.mosaic.stitcher.forge.IssueRef;
import dev.mosaic.stitcher.forge.RepoName;
import dev.mosaic.stitcher.job.JobId;
import dev.mosaic.stitcher.job.JobStatus;
import dev.mosaic.stitcher.policy.GateProfile;
import dev.mosaic.stitcher.testkit.Postgres;
import dev.mosaic.stitcher.testkit.SampleJobs;
import dev.mosaic.stitcher.testkit.Stores;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.http.MediaType;
import org.springframework.test.web.reactive.server.WebTestClient;

class RunnerJobActionsTest {
    @RegisterExtension static final Postgres postgres = new Postgres();

    private static Stores stores;
    private static ApiServer server;
    private static SampleDesk desk;

    @BeforeAll
    static void start() {
        stores = Stores.on(postgres, Clock.systemUTC());
        server = ApiServer.over(postgres, Map.of());
        desk = server.context().getBean(SampleDesk.class);
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    @Test
    void aNewJobIsCreatedWithWhatTheCallerChose() {
        var body =
                """
                {"repo": "demo/app", "issue": 41, "instructions": "yolo engine=claude be quick",
                 "engine": "scripted", "profile": "minimal", "time": "20m", "priority": 2,
                 "base": "develop", "model": "small-1", "budget": 2.5}
                """;

        var answer =
                post("", body)
                        .expectStatus()
                        .isCreated()
                        .expectHeader()
                        .valueMatches("Location", "/api/runner-jobs/[0-9a-f-]{36}")
                        .expectHeader()
                        .exists("ETag")
                        .expectBody()
                        .jsonPath("$.issue")
                        .isEqualTo(41)
                        .jsonPath("$.status")
                        .isEqualTo("QUEUED")
                        .returnResult();

        var location = answer.getResponseHeaders().getFirst("Location");
        assertThat(location).endsWith(stores.jobs().latestFor(issue(41)).block().id().toString());
        var fix = (Command.Fix) desk.command();
        assertThat(fix.issue()).isEqualTo(new Target.IssueOf(new RepoName("demo", "app"), 41));
        assertThat(fix.instructions()).isEqualTo("yolo engine=claude be quick");
        assertThat(fix.options().yolo()).isFalse();
        assertThat(fix.options().engine()).isEqualTo("scripted");
        assertThat(fix.options().profile()).isEqualTo(GateProfile.MINIMAL);
        assertThat(fix.options().time()).isEqualTo(Duration.ofMinutes(20));
        assertThat(fix.options().priority()).isEqualTo(2);
        assertThat(fix.options().base()).isEqualTo("develop");
        assertThat(fix.options().model()).isEqualTo("small-1");
        assertThat(fix.options().budget()).isEqualTo(new Money(250));
        var incoming = desk.asked().incoming();
        assertThat(incoming.door()).isEqualTo("api");
        assertThat(incoming.actor().forge()).isEqualTo("local");
        assertThat(incoming.actor().name()).isEqualTo(System.getProperty("user.name"));
        assertThat(incoming.place()).isEqualTo(new RepoName("demo", "app"));
    }

    @Test
    void whatIsSaidToTheAgentIsAnsweredByWhenItIsTold() {
        var job = stores.submit(SampleJobs.request()).id();

        post("/" + job + "/say", "{\"text\": \"mind the tests\"}")
                .expectStatus()
                .isAccepted()
                .expectBody()
                .jsonPath("$.job")
                .isEqualTo(job.toString())
                .jsonPath("$.text")
                .isEqualTo("It will be told.");

        assertThat(desk.command()).isEqualTo(new Command.Say(Target.Job.of(job), "mind the tests"));
        post("/" + job + "/say", "{\"text\": \" \"}").expectStatus().isBadRequest();
        post("/" + job + "/say", "{\"say\": \"x\"}").expectStatus().isBadRequest();
    }

    @ParameterizedTest
    @ValueSource(strings = {"0", "-1", "0.001", "10000.01", "1e30"})
    void aBudgetThatIsNoneIsRefused(String budget) {
        post("", "{\"repo\": \"demo/app\", \"issue\": 42, \"budget\": %s}".formatted(budget))
                .expectStatus()
                .isBadRequest()
                .expectBody()
                .jsonPath("$.detail")
                .value(it -> assertThat((String) it).contains("`budget`"));
    }

    @Test
    void aSecondRequestForTheIssueJoinsItsJob() {
        var first = id(post("", fix(51)).expectStatus().isCreated());

        assertThat(id(post("", fix(51)).expectStatus().isOk())).isEqualTo(first);
    }

    @Test
    void theSameIdempotencyKeyIsTheSameRequest() {
        var before = desk.count();
        var first = id(post("", fix(61), "key-61").expectStatus().isCreated());
        stores.jobs().cancel(JobId.parse(first), "ada", "over").block();

        assertThat(id(post("", fix(61), "key-61").expectStatus().isCreated())).isEqualTo(first);

        assertThat(desk.count()).isEqualTo(before + 1);
        assertThat(id(post("", fix(61), "another").expectStatus().isCreated())).isNotEqualTo(first);
    }

    @Test
    void theSameIdempotencyKeyForAnotherRequestIsRefused() {
        post("", fix(62), "key-62").expectStatus().isCreated();

        post("", fix(63), "key-62")
                .expectStatus()
                .isEqualTo(422)
                .expectBody()
                .jsonPath("$.detail")
                .value(String.class, text -> assertThat(text).contains("another request"));
        assertThat(stores.jobs().latestFor(issue(63)).blockOptional()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    {}                                              | `repo` is missing
                    {"repo":"app","issue":1}                        | owner/name
                    {"repo":"demo/app"}                             | `issue`
                    {"repo":"demo/app","issue":0}                   | `issue`
                    {"repo":"demo/app","issue":"one"}               | `issue` (line 1
                    {"repo":"demo/app","issue":1.5}                 | `issue` (line 1
                    {"repo":"demo/app","issue":1,"time":"soon"}     | `time`
                    {"repo":"demo/app","issue":1,"time":"-5m"}      | time
                    {"repo":"demo/app","issue":1,"profile":"none"}  | `profile`
                    {"repo":"demo/app","issue":1,"priority":11}     | priority
                    {"repo":"demo/app","issue":1,"priority":[1]}    | `priority` (line 1
                    {"repo":"demo/app","issue":1,"engine":"-x"}     | engine
                    {"repo":"demo/app","issue":1,"base":"../x"}     | branch
                    {"repo":"demo/app","issue":1,"priorty":1}       | `priorty` (line 1
                    {"repo":"demo/app","issue":1,"issue":2}         | JSON (line 1
                    {"repo":"demo/app","issue":1} {}                | (line 1
                    {"repo":"demo/app",                             | JSON (line 1
                    [1]                                             | (line 1
                    nonsense                                        | JSON (line 1
                    """)
    void aWrongBodyIsRefusedWithTheField(String body, String named) {
        var before = desk.count();

        var answer =
                post("", body)
                        .expectStatus()
                        .isBadRequest()
                        .expectHeader()
                        .contentType(MediaType.APPLICATION_PROBLEM_JSON)
                        .expectBody(String.class)
                        .returnResult()
                        .getResponseBody();

        assertThat(answer)
                .contains(named, "\"hint\":")
                .doesNotContain("dev.mosaic", "java.", "Exception", "jackson", "[Source");
        assertThat(desk.count()).isEqualTo(before);
    }

    @Test
    void aMissingBodyIsRefused() {
        server.client()
                .post()
                .uri("/api/runner-jobs")
                .exchange()
                .expectStatus()
                .isBadRequest()
                .expectBody()
                .jsonPath("$.detail")
                .isEqualTo("The body is missing.");
    }

    @Test
    void aWrongIdempotencyKeyIsRefused() {
        post("", fix(71), "k".repeat(201))
                .expectStatus()
                .isBadRequest()
                .expectBody()
                .jsonPath("$.detail")
                .value(String.class, text -> assertThat(text).contains("Idempotency-Key"));
    }

    @Test
    void aWaitingJobIsCancelledAtOnceByEitherWay() {
        var one = stores.submit(SampleJobs.request()).id();
        post("/" + one.abbreviated() + "/cancel", "{}")
                .expectStatus()
                .isOk()
                .expectBody()
                .jsonPath("$.status")
                .isEqualTo("CANCELLED");

        var other = stores.submit(SampleJobs.request()).id();
        server.client()
                .delete()
                .uri("/api/runner-jobs/" + other)
                .exchange()
                .expectStatus()
                .isOk()
                .expectBody()
                .jsonPath("$.status")
                .isEqualTo("CANCELLED");
    }

    @Test
    void aRunningJobIsAskedToStop() {
        var job = stores.running(SampleJobs.request()).job();

        post("/" + job + "/cancel", "")
                .expectStatus()
                .isAccepted()
                .expectBody()
                .jsonPath("$.status")
                .isEqualTo("CANCELLING");
    }

    @Test
    void aFinishedJobIsNotCancelledAndTheAnswerSaysWhereItStands() {
        var job = stores.submit(SampleJobs.request()).id();
        stores.jobs().cancel(job, "ada", "first").block();

        post("/" + job + "/cancel", "")
                .expectStatus()
                .isEqualTo(409)
                .expectHeader()
                .contentType(MediaType.APPLICATION_PROBLEM_JSON)
                .expectBody()
                .jsonPath("$.state")
                .isEqualTo("CANCELLED")
                .jsonPath("$.cause")
                .isEqualTo("CONFLICT")
                .jsonPath("$.text")
                .isEqualTo("It is over.")
                .jsonPath("$.hint")
                .value(String.class, hint -> assertThat(hint).contains("can be retried"));
    }

    @Test
    void aFinishedJobIsRetriedWithMoreInstructions() {
        var job = stores.submit(SampleJobs.request()).id();
        stores.jobs().cancel(job, "ada", "wrong").block();

        post("/" + job + "/retry", "{\"instructions\": \"use the new API\"}")
                .expectStatus()
                .isAccepted()
                .expectBody()
                .jsonPath("$.attempt")
                .isEqualTo(2);

        assertThat(((Command.Retry) desk.command()).text()).isEqualTo("use the new API");
        assertThat(desk.asked().incoming().thread()).isEqualTo(job);
    }

    @Test
    void aCommandIsTextWithOrWithoutTheMention() {
        for (var text : new String[] {"fix demo/app#81", "@mosaic fix demo/app#81"}) {
            command("{\"text\": \"%s\"}".formatted(text))
                    .expectStatus()
                    .isAccepted()
                    .expectHeader()
                    .exists("Location")
                    .expectBody()
                    .jsonPath("$.kind")
                    .isEqualTo("accepted")
                    .jsonPath("$.job")
                    .isEqualTo(stores.jobs().latestFor(issue(81)).block().id().toString())
                    .jsonPath("$.text")
                    .isEqualTo("On it.");
        }
    }

    @Test
    void anAnswerIsAnswered() {
        command("{\"text\": \"help\", \"repo\": \"demo/app\"}")
                .expectStatus()
                .isOk()
                .expectBody()
                .jsonPath("$.kind")
                .isEqualTo("answer")
                .jsonPath("$.job")
                .doesNotExist()
                .jsonPath("$.text")
                .isEqualTo("You can ask `fix`.");
        assertThat(desk.asked().incoming().place()).isEqualTo(new RepoName("demo", "app"));
    }

    @Test
    void aJobCanBeWhatACommandMeans() {
        var job = stores.submit(SampleJobs.request()).id();

        command("{\"text\": \"help\", \"job\": \"%s\"}".formatted(job.abbreviated()))
                .expectStatus()
                .isOk();

        assertThat(desk.asked().incoming().thread()).isEqualTo(job);
    }

    @ParameterizedTest
    @EnumSource(Reply.Cause.class)
    void everyRefusalIsAProblemWithItsCause(Reply.Cause cause) {
        command("{\"text\": \"ask %s\"}".formatted(cause))
                .expectStatus()
                .isEqualTo(
                        switch (cause) {
                            case MISUNDERSTOOD -> 400;
                            case FORBIDDEN -> 403;
                            case NOT_FOUND -> 404;
                            case CONFLICT -> 409;
                            case STALE -> 412;
                            case NOT_BUILT, INVALID -> 422;
                            case UNAVAILABLE -> 503;
                        })
                .expectHeader()
                .contentType(MediaType.APPLICATION_PROBLEM_JSON)
                .expectBody()
                .jsonPath("$.kind")
                .isEqualTo("refused")
                .jsonPath("$.cause")
                .isEqualTo(cause.name())
                .jsonPath("$.text")
                .isEqualTo("No: " + cause + ".")
                .jsonPath("$.hint")
                .isNotEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    {}                               | 400 | `text`
                    {"text":"  "}                    | 400 | `text`
                    {"text":"dance"}                 | 400 | "cause":"MISUNDERSTOOD"
                    {"text":"help","repo":"x"}       | 400 | owner/name
                    {"text":"help","job":"x"}        | 400 | not the id of a job
                    {"text":"help","job":"ffffffff"} | 404 | no job
                    """)
    void aWrongCommandIsRefused(String body, int status, String named) {
        assertThat(
                        command(body)
                                .expectStatus()
                                .isEqualTo(status)
                                .expectBody(String.class)
                                .returnResult()
                                .getResponseBody())
                .contains(named, "\"hint\":");
    }

    @Test
    void aCommandIsCarriedOutEvenIfItsCallerHangsUp() throws Exception {
        var job = stores.submit(SampleJobs.request()).id();
        try (var socket = new Socket("127.0.0.1", server.port())) {
            var request =
                    "DELETE /api/runner-jobs/%s HTTP/1.1\r\nHost: localhost\r\n\r\n".formatted(job);
            socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
            socket.getOutputStream().flush();
            await().until(() ->
                    desk.command() instanceof Command.Cancel(var target)
                            && target.equals(Target.Job.of(job)));
            socket.setSoLinger(true, 0);
        }

        await().atMost(Duration.ofSeconds(30))
                .until(() -> stores.jobs().find(job).block().status() == JobStatus.CANCELLED);
    }

    private static IssueRef issue(long number) {
        return new IssueRef(SampleJobs.REPO, number);
    }

    private static String fix(int issue) {
        return "{\"repo\":\"demo/app\",\"issue\":%d}".formatted(issue);
    }

    private static WebTestClient.ResponseSpec post(String path, String body) {
        return post(path, body, null);
    }

    private static WebTestClient.ResponseSpec post(String path, String body, String key) {
        return send("/api/runner-jobs" + path, body, key);
    }

    private static WebTestClient.ResponseSpec command(String body) {
        return send("/api/commands", body, null);
    }

    private static WebTestClient.ResponseSpec send(String path, String body, String key) {
        return server.client()
                .post()
                .uri(path)
                .contentType(MediaType.APPLICATION_JSON)
                .headers(headers -> {
                    if (key != null) {
                        headers.set("Idempotency-Key", key);
                    }
                })
                .bodyValue(body)
                .exchange();
    }

    private static String id(WebTestClient.ResponseSpec answer) {
        var job = answer.expectBody(Map.class).returnResult().getResponseBody();
        return (String) job.get("id");
    }
}
