package dev.mosaic.story;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.mosaic.stitcher.forge.Issue;
import dev.mosaic.stitcher.job.JobEvent;
import dev.mosaic.stitcher.job.JobId;
import dev.mosaic.stitcher.job.JobStatus;
import dev.mosaic.story.MosaicWorld.Place;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Programs ask for agents over REST, in the whole program. */
class SpawnStoryTest {
    @RegisterExtension static final MosaicWorld world = new MosaicWorld();

    private static final String POLICY =
            "version: 1\ngates: {test: grep -q works app.txt}\nlimits: {wall: 5m}\n";

    @AfterEach
    void resume() {
        repository(POLICY).says("root", "@mosaic resume");
    }

    @Test
    void anAgentIsFollowedFromSpawningToItsEndUnderOneId() throws Exception {
        world.script(
                """
                rounds:
                  - turns:
                      - run: "until test -e %s; do sleep 0.05; done"
                      - write: {path: app.txt, text: "it works\\n"}
                """
                        .formatted(world.signal("go")));
        var place = repository(POLICY);
        place.says("root", "@mosaic pause");

        var spawned = spawn(place, place.issue("Login fails"), "{\"timeout\": \"4m\"}", 201);
        var agent = spawned.path("agentId").asString();
        assertThat(spawned.path("status").asString()).isEqualTo("SPAWNING");
        assertThat(status(agent).at("/agent/node").isNull()).isTrue();
        assertThat(status(agent).path("jobStatus").asString()).isEqualTo("QUEUED");

        place.says("root", "@mosaic resume");
        awaitStatus(agent, "RUNNING");
        assertThat(status(agent).at("/agent/node").asString()).isNotEmpty();
        world.touch("go");
        awaitStatus(agent, "COMPLETED");

        var job = JobId.parse(spawned.path("job").asString());
        assertThat(world.awaitOver(job).status()).isEqualTo(JobStatus.COMPLETED);
        assertThat(world.events(job, JobEvent.AgentSpawned.class))
                .extracting(JobEvent.AgentSpawned::agent)
                .containsExactly(agent);
        assertThat(get("/api/agents?job=" + job).path("agents")).hasSize(1);
        world.assertNothingIsLeft();
    }

    @Test
    void aRetryThatIsNotWantedIsNotMade() throws Exception {
        world.script("rounds: [{turns: [{write: {path: app.txt, text: broken}}]}]");
        var place = repository(POLICY);

        var spawned = spawn(place, place.issue("Login fails"), "{\"maxRetries\": 0}", 201);

        var job = world.awaitOver(JobId.parse(spawned.path("job").asString()));
        assertThat(job.status()).isEqualTo(JobStatus.FAILED);
        assertThat(world.events(job.id(), JobEvent.AgentSpawned.class)).hasSize(1);
        awaitStatus(spawned.path("agentId").asString(), "COMPLETED");
    }

    @Test
    void anAgentIsKilledWhileItsJobWaitsAndNothingStartsIt() throws Exception {
        world.script("rounds: [{turns: [{write: {path: app.txt, text: it works}}]}]");
        var place = repository(POLICY);
        place.says("root", "@mosaic pause");
        var spawned = spawn(place, place.issue("Login fails"), "{}", 201);
        var agent = spawned.path("agentId").asString();

        var killed = post("/api/agents/" + agent + "/kill", "{\"reason\": \"not that\"}", 200);

        assertThat(killed.path("jobStatus").asString()).isEqualTo("CANCELLED");
        var status = status(agent);
        assertThat(status.at("/agent/status").asString()).isEqualTo("KILLED");
        assertThat(status.at("/agent/completedAt").asString()).isNotEmpty();
        assertThat(status.at("/kills/0/agentId").asString()).isEqualTo(agent);
        assertThat(status.at("/kills/0/provenAt").asString()).isNotEmpty();
        assertThat(status.at("/kills/0/survivors")).isEmpty();
        post("/api/agents/" + agent + "/kill", "{}", 409);

        place.says("root", "@mosaic resume");
        var next = spawn(place, place.issue("Logout fails"), "{}", 201);
        world.awaitOver(JobId.parse(next.path("job").asString()));
        var job = JobId.parse(spawned.path("job").asString());
        assertThat(world.events(job, JobEvent.Claimed.class)).isEmpty();
        assertThat(world.job(job).status()).isEqualTo(JobStatus.CANCELLED);
        world.assertNothingIsLeft();
    }

    @Test
    void anAgentWhoseJobFailsBeforeItBeganFailsWithIt() throws Exception {
        var place = repository("version: 1\ngates: nonsense\n");

        var spawned = spawn(place, place.issue("Login fails"), "{}", 201);

        var agent = spawned.path("agentId").asString();
        awaitStatus(agent, "FAILED");
        var status = status(agent);
        assertThat(status.path("jobStatus").asString()).isEqualTo("FAILED");
        assertThat(status.at("/agent/error").asString()).contains("before it began", ".mosaic.yml");
        assertThat(status.at("/agent/startedAt").isNull()).isTrue();
    }

    @Test
    void aNodeThatHasAnotherSandboxThanWasPromisedDoesNotRunTheAgent() throws Exception {
        var place = repository(POLICY);
        place.says("root", "@mosaic pause");
        var spawned = spawn(place, place.issue("Login fails"), "{\"sandbox\": \"process\"}", 201);
        // as if a node that runs containers had taken it in
        world.sql(
                "update runner_jobs set terms = terms || '{\"sandbox\": \"docker\"}' where id = '%s'"
                        .formatted(spawned.path("job").asString()));

        place.says("root", "@mosaic resume");

        var agent = spawned.path("agentId").asString();
        awaitStatus(agent, "FAILED");
        assertThat(status(agent).at("/agent/error").asString())
                .contains("`docker`", "mosaic.sandbox.kind");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    {"sandbox": "docker"} | mosaic.sandbox.kind
                    {"timeout": "2h"}     | mosaic.limits.wall
                    {"maxRetries": 3}     | mosaic.limits.rounds
                    """)
    void whatCannotBeKeptIsRefusedWithTheSetting(String options, String setting) throws Exception {
        var place = repository(POLICY);

        var problem = spawn(place, place.issue("Login fails"), options, 422);

        assertThat(problem.path("detail").asString()).contains(setting);
        assertThat(problem.path("hint").asString()).isNotEmpty();
        assertThat(problem.path("cause").asString()).isEqualTo("INVALID");
    }

    @Test
    void whatIsNotThereIsNotFound() throws Exception {
        var place = repository(POLICY);

        post("/agents/spawn", body("story/nowhere", 1, "{}"), 404);
        var problem = post("/agents/spawn", body(place.repo().name().toString(), 99, "{}"), 404);

        assertThat(problem.path("hint").asString()).isNotEmpty();
    }

    private static void awaitStatus(String agent, String wanted) {
        await().atMost(MosaicWorld.PATIENCE)
                .until(() -> status(agent).at("/agent/status").asString().equals(wanted));
    }

    private static JsonNode status(String agent) throws IOException, InterruptedException {
        return get("/api/agents/" + agent + "/status");
    }

    private static JsonNode spawn(Place place, Issue issue, String options, int status)
            throws IOException, InterruptedException {
        var body = body(place.repo().name().toString(), issue.ref().number(), options);
        return post("/api/agents/spawn", body, status);
    }

    private static String body(String repository, long issue, String options) {
        return """
        {"taskId": "%s", "agentType": "worker",
         "context": {"repository": "%s", "workItems": ["#%d"]}, "options": %s}
        """
                .formatted(UUID.randomUUID(), repository, issue, options);
    }

    private static JsonNode get(String path) throws IOException, InterruptedException {
        return send(request(path).build(), 200);
    }

    private static JsonNode post(String path, String body, int status)
            throws IOException, InterruptedException {
        return send(
                request(path)
                        .POST(HttpRequest.BodyPublishers.ofString(body))
                        .header("Content-Type", "application/json")
                        .build(),
                status);
    }

    private static HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(
                URI.create("http://127.0.0.1:%d%s".formatted(world.port(), path)));
    }

    private static JsonNode send(HttpRequest request, int status)
            throws IOException, InterruptedException {
        try (var client = HttpClient.newHttpClient()) {
            var answer = client.send(request, BodyHandlers.ofString());
            assertThat(answer.statusCode()).as(answer.body()).isEqualTo(status);
            return JsonMapper.shared().readTree(answer.body());
        }
    }

    private static Place repository(String policy) {
        return world.repository(Map.of("app.txt", "it fails\n", ".mosaic.yml", policy));
    }
}
