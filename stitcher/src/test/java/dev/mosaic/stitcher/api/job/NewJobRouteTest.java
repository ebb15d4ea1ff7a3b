package dev.mosaic.stitcher.api.job;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mosaic.stitcher.api.ApiScene;
import dev.mosaic.stitcher.command.Command;
import dev.mosaic.stitcher.command.FixOptions.Money;
import dev.mosaic.stitcher.command.Target;
import dev.mosaic.stitcher.forge.IssueRef;
import dev.mosaic.stitcher.forge.RepoName;
import dev.mosaic.stitcher.job.JobId;
import dev.mosaic.stitcher.policy.GateProfile;
import dev.mosaic.stitcher.testkit.SampleJobs;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.test.web.reactive.server.WebTestClient.ResponseSpec;

/** A job that is asked for by a program. */
class NewJobRouteTest {
    @RegisterExtension static final ApiScene api = new ApiScene(Map.of());

    @Test
    void aNewJobIsCreatedWithWhatTheCallerChose() {
        var body =
                """
                {"repo": "demo/app", "issue": 41, "instructions": "yolo engine=claude be quick",
                 "engine": "scripted", "profile": "minimal", "time": "20m", "priority": 2,
                 "base": "develop", "model": "small-1", "budget": 2.5}
                """;

        var answer =
                post(body)
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
        assertThat(location)
                .endsWith(api.stores().jobs().latestFor(issue(41)).block().id().toString());
        var fix = (Command.Fix) api.desk().command();
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
        var incoming = api.desk().asked().incoming();
        assertThat(incoming.door()).isEqualTo("api");
        assertThat(incoming.actor().forge()).isEqualTo("local");
        assertThat(incoming.actor().name()).isEqualTo(System.getProperty("user.name"));
        assertThat(incoming.place()).isEqualTo(new RepoName("demo", "app"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"0", "-1", "0.001", "10000.01", "1e30"})
    void aBudgetThatIsNoneIsRefused(String budget) {
        post("{\"repo\": \"demo/app\", \"issue\": 42, \"budget\": %s}".formatted(budget))
                .expectStatus()
                .isBadRequest()
                .expectBody()
                .jsonPath("$.detail")
                .value(it -> assertThat((String) it).contains("`budget`"));
    }

    @Test
    void aSecondRequestForTheIssueJoinsItsJob() {
        var first = id(post(fix(51)).expectStatus().isCreated());

        assertThat(id(post(fix(51)).expectStatus().isOk())).isEqualTo(first);
    }

    @Test
    void theSameIdempotencyKeyIsTheSameRequest() {
        var before = api.desk().count();
        var first = id(post(fix(61), "key-61").expectStatus().isCreated());
        api.stores().jobs().cancel(JobId.parse(first), "ada", "over").block();

        assertThat(id(post(fix(61), "key-61").expectStatus().isCreated())).isEqualTo(first);

        assertThat(api.desk().count()).isEqualTo(before + 1);
        assertThat(id(post(fix(61), "another").expectStatus().isCreated())).isNotEqualTo(first);
    }

    @Test
    void theSameIdempotencyKeyForAnotherRequestIsRefused() {
        post(fix(62), "key-62").expectStatus().isCreated();

        ApiScene.assertUsedKey(post(fix(63), "key-62"));
        assertThat(api.stores().jobs().latestFor(issue(63)).blockOptional()).isEmpty();
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
        api.assertWrongBody("/api/runner-jobs", body, named);
    }

    @Test
    void aMissingBodyIsRefused() {
        api.client()
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
        post(fix(71), "k".repeat(201))
                .expectStatus()
                .isBadRequest()
                .expectBody()
                .jsonPath("$.detail")
                .value(String.class, text -> assertThat(text).contains("Idempotency-Key"));
    }

    private static IssueRef issue(long number) {
        return new IssueRef(SampleJobs.REPO, number);
    }

    private static String fix(int issue) {
        return "{\"repo\":\"demo/app\",\"issue\":%d}".formatted(issue);
    }

    private static ResponseSpec post(String body) {
        return post(body, null);
    }

    private static ResponseSpec post(String body, String key) {
        return api.post("/api/runner-jobs", body, key);
    }

    private static String id(ResponseSpec answer) {
        return ApiScene.json(answer).path("id").asString();
    }
}
