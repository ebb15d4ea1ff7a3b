package dev.mosaic.stitcher.api.agent;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mosaic.stitcher.api.ApiScene;
import dev.mosaic.stitcher.command.Command;
import dev.mosaic.stitcher.command.Spawn;
import dev.mosaic.stitcher.command.Target;
import dev.mosaic.stitcher.forge.IssueRef;
import dev.mosaic.stitcher.forge.RepoName;
import dev.mosaic.stitcher.testkit.SampleJobs;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.test.web.reactive.server.WebTestClient.ResponseSpec;
import tools.jackson.databind.JsonNode;

class SpawnRoutesTest {
    @RegisterExtension
    static final ApiScene api = new ApiScene(Map.of("mosaic.command.sweep", "1h"));

    @ParameterizedTest
    @ValueSource(strings = {"/api/agents", "/agents", "/orchestrator/agents"})
    void anAgentIsThereAtOnceAndFollowedByItsId(String address) {
        var issue = 100 + address.length();
        var body =
                """
                {"taskId": "build-77", "agentType": "worker",
                 "context": {"repository": "demo/app", "branch": "develop",
                             "workItems": ["#%d"], "skills": ["java", "c++"]},
                 "options": {"sandbox": "docker", "timeout": "20m", "maxRetries": 1}}
                """
                        .formatted(issue)
                        .replace("build-77", "build-77-" + issue);

        var answer = spawn(address, body, null).expectStatus().isCreated();

        var made = ApiScene.json(answer);
        var id = made.path("agentId").asString();
        assertThat(made.path("taskId").asString()).isEqualTo("build-77-" + issue);
        assertThat(made.path("status").asString()).isEqualTo("SPAWNING");
        assertThat(made.path("jobStatus").asString()).isEqualTo("QUEUED");
        assertThat(made.path("text").asString()).isEqualTo("On it.");
        var fix = (Command.Fix) api.desk().command();
        assertThat(fix.issue()).isEqualTo(new Target.IssueOf(new RepoName("demo", "app"), issue));
        assertThat(fix.options().time()).isEqualTo(Duration.ofMinutes(20));
        assertThat(fix.options().base()).isEqualTo("develop");
        assertThat(fix.instructions()).contains("java, c++");
        assertThat(api.desk().asked().incoming().spawn())
                .isEqualTo(new Spawn("build-77-" + issue, "docker", 2));

        api.client()
                .get()
                .uri(address + "/" + id + "/status")
                .exchange()
                .expectStatus()
                .isOk()
                .expectBody()
                .jsonPath("$.agent.status")
                .isEqualTo("SPAWNING")
                .jsonPath("$.agent.job")
                .isEqualTo(made.path("job").asString())
                .jsonPath("$.agent.node")
                .isEmpty()
                .jsonPath("$.agent.startedAt")
                .isEmpty()
                .jsonPath("$.agent.createdAt")
                .isNotEmpty()
                .jsonPath("$.jobStatus")
                .isEqualTo("QUEUED");
        api.client()
                .get()
                .uri(address + "?live=true&job=" + made.path("job").asString())
                .exchange()
                .expectBody()
                .jsonPath("$.agents[0].agentId")
                .isEqualTo(id);
    }

    @Test
    void theLocationOfAnAgentIsWhereItIsFollowed() {
        var answer = spawn("/api/agents", body("loc", "#201"), null).expectStatus().isCreated();
        var id = ApiScene.json(answer).path("agentId").asString();

        assertThat(
                        spawn("/api/agents", body("loc", "#201"), null)
                                .expectStatus()
                                .isOk()
                                .returnResult(byte[].class)
                                .getResponseHeaders()
                                .getFirst("Location"))
                .isEqualTo("/api/agents/" + id + "/status");
    }

    @Test
    void theSameTaskIsTheSameAgentWhateverTheKey() {
        var first = agent(spawn("/api/agents", body("t-1", "#211"), "k-1"));

        assertThat(agent(spawn("/agents", body("t-1", "211"), null))).isEqualTo(first);
        assertThat(agent(spawn("/agents", body("t-1", "demo/app#211"), "k-2"))).isEqualTo(first);
        spawn("/api/agents", body("t-1", "#211"), "k-1").expectStatus().isCreated();
        ApiScene.assertUsedKey(spawn("/api/agents", body("t-2", "#212"), "k-1"));
    }

    @Test
    void aJobThatIsAboutToChooseItsAgentIsAskedForAgain() {
        api.stores().running(SampleJobs.request(new IssueRef(SampleJobs.REPO, 221)));

        spawn("/api/agents", body("soon", "#221"), null)
                .expectStatus()
                .isEqualTo(503)
                .expectHeader()
                .exists("Retry-After")
                .expectBody()
                .jsonPath("$.detail")
                .value(String.class, text -> assertThat(text).contains("about to begin"))
                .jsonPath("$.hint")
                .isNotEmpty();
    }

    @Test
    void aReviewerIsToldWhichPullRequestItJudgesAndWithWhatSkills() {
        var made =
                ApiScene.json(
                        spawn(
                                        "/api/agents",
                                        """
                                        {"taskId": "rev-1", "agentType": "reviewer",
                                         "context": {"repository": "demo/app", "workItems": ["#231"], "skills": ["sql"]},
                                         "options": {"timeout": "5m", "maxRetries": 0}}
                                        """,
                                        null)
                                .expectStatus()
                                .isCreated());

        assertThat(api.desk().command())
                .isEqualTo(
                        new Command.Review(
                                new Target.IssueOf(new RepoName("demo", "app"), 231),
                                null,
                                Duration.ofMinutes(5),
                                "Skills that this needs, as whoever asked for it says: sql."));
        assertThat(api.desk().asked().incoming().spawn()).isEqualTo(new Spawn("rev-1", null, 1));
        assertThat(profile(made)).isEqualTo("inspector");
    }

    @Test
    void aTesterIsToldWhichBranchItJudges() {
        var made =
                ApiScene.json(
                        spawn(
                                        "/orchestrator/agents",
                                        """
                                        {"taskId": "test-1", "agentType": "Tester",
                                         "context": {"repository": "demo/app", "branch": "feature/login"}}
                                        """,
                                        null)
                                .expectStatus()
                                .isCreated());

        assertThat(api.desk().command())
                .isEqualTo(new Command.Check(new Target.Branch("feature/login"), null));
        assertThat(profile(made)).isEqualTo("tester");
        api.client()
                .get()
                .uri("/api/runner-jobs/" + made.path("job").asString())
                .exchange()
                .expectBody()
                .jsonPath("$.kind")
                .isEqualTo("CHECK")
                .jsonPath("$.issue")
                .isEqualTo(0)
                .jsonPath("$.branch")
                .isEqualTo("feature/login")
                .jsonPath("$.verdict")
                .isEmpty();
    }

    private static String profile(JsonNode made) {
        return ApiScene.json(
                        api.client()
                                .get()
                                .uri("/api/agents/" + made.path("agentId").asString() + "/status")
                                .exchange())
                .at("/agent/profile")
                .asString();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    {}                                                              | agentType
                    {"agentType":"boss"}                                            | `boss`
                    {"agentType":"worker"}                                          | taskId
                    {"agentType":"worker","taskId":"a b"}                           | taskId
                    {"agentType":"worker","taskId":""}                              | taskId
                    {"agentType":"worker","taskId":"t"}                             | `context`
                    {"agentType":"worker","taskId":"t","context":{}}                | context.repository
                    {"agentType":"worker","taskId":"t","context":{"repository":"app"}} | `app`
                    {"agentType":"worker","taskId":"t","context":{"repository":"demo/app"}} | one issue, not 0
                    {"agentType":"worker","taskId":"t","context":{"repository":"demo/app","workItems":[]}} | one issue, not 0
                    {"agentType":"worker","taskId":"t","context":{"repository":"demo/app","workItems":["#1","#2"]}} | one issue, not 2
                    {"agentType":"worker","taskId":"t","context":{"repository":"demo/app","workItems":[null]}} | `null`
                    {"agentType":"worker","taskId":"t","context":{"repository":"demo/app","workItems":["#0"]}} | `#0`
                    {"agentType":"worker","taskId":"t","context":{"repository":"demo/app","workItems":["else/app#1"]}} | else/app
                    {"agentType":"worker","taskId":"t","context":{"repository":"demo/app","workItems":["#1"],"branch":"../x"}} | branch
                    {"agentType":"worker","taskId":"t","context":{"repository":"demo/app","workItems":["#1"],"skills":["`rm`"]}} | context.skills
                    {"agentType":"worker","taskId":"t","context":{"repository":"demo/app","workItems":["#1"],"skills":[null]}} | context.skills
                    {"agentType":"worker","taskId":"t","context":{"repository":"demo/app","workItems":["#1"]},"options":{"timeout":"20"}} | options.timeout
                    {"agentType":"worker","taskId":"t","context":{"repository":"demo/app","workItems":["#1"]},"options":{"timeout":"0s"}} | time limit
                    {"agentType":"worker","taskId":"t","context":{"repository":"demo/app","workItems":["#1"]},"options":{"timeout":"8d"}} | time limit
                    {"agentType":"worker","taskId":"t","context":{"repository":"demo/app","workItems":["#1"]},"options":{"maxRetries":-1}} | options.maxRetries
                    {"agentType":"worker","taskId":"t","context":{"repository":"demo/app","workItems":["#1"]},"options":{"maxRetries":2147483647}} | options.maxRetries
                    {"agentType":"worker","taskId":"t","context":{"repository":"demo/app","workItems":["#1"]},"options":{"sandbox":"../x"}} | options.sandbox
                    {"agentType":"worker","taskId":"t","context":{"repository":"demo/app","workItems":["#1"]},"options":{"image":"x"}} | `image`
                    {"agentType":"worker","task":"t"}                               | `task`
                    {"agentType":"reviewer","taskId":"t","context":{"repository":"demo/app"}} | both missing
                    {"agentType":"tester","taskId":"t","context":{"repository":"demo/app","workItems":[]}} | both missing
                    {"agentType":"reviewer","taskId":"t","context":{"repository":"demo/app","workItems":["#1"],"branch":"x"}} | both there
                    {"agentType":"reviewer","taskId":"t","context":{"repository":"demo/app","workItems":["#1","#2"]}} | one pull request, not 2
                    {"agentType":"reviewer","taskId":"t","context":{"repository":"demo/app","branch":"../x"}} | branch
                    {"agentType":"reviewer","taskId":"t","context":{"repository":"demo/app","branch":"x"},"options":{"timeout":"8d"}} | time limit
                    {"agentType":"tester","taskId":"t","context":{"repository":"demo/app","branch":"x"},"options":{"timeout":"5m"}} | options.timeout
                    {"agentType":"tester","taskId":"t","context":{"repository":"demo/app","branch":"x","skills":["java"]}} | context.skills
                    nonsense                                                        | JSON
                    """)
    void aWrongBodyIsRefusedWithTheFieldAndAHint(String body, String named) {
        api.assertWrongBody("/api/agents/spawn", body, named);
    }

    private static String body(String task, String item) {
        return """
        {"taskId": "%s", "agentType": "worker",
         "context": {"repository": "demo/app", "workItems": ["%s"]}}
        """
                .formatted(task, item);
    }

    private static String agent(ResponseSpec answer) {
        return ApiScene.json(answer.expectStatus().is2xxSuccessful()).path("agentId").asString();
    }

    private static ResponseSpec spawn(String address, String body, String key) {
        return api.post(address + "/spawn", body, key);
    }
}
