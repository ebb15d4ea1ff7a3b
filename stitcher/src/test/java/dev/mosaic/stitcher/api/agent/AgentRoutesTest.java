package dev.mosaic.stitcher.api.agent;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mosaic.stitcher.api.ApiServer;
import dev.mosaic.stitcher.api.SampleDesk;
import dev.mosaic.stitcher.command.Command;
import dev.mosaic.stitcher.command.Target;
import dev.mosaic.stitcher.job.JobId;
import dev.mosaic.stitcher.job.Lease;
import dev.mosaic.stitcher.job.Stage;
import dev.mosaic.stitcher.job.store.Kills.Order;
import dev.mosaic.stitcher.testkit.Postgres;
import dev.mosaic.stitcher.testkit.SampleJobs;
import dev.mosaic.stitcher.testkit.Stores;
import java.time.Clock;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.http.MediaType;
import org.springframework.test.web.reactive.server.WebTestClient.BodyContentSpec;

class AgentRoutesTest {
    @RegisterExtension static final Postgres postgres = new Postgres();

    private static Stores stores;
    private static ApiServer server;

    @BeforeAll
    static void start() {
        stores = Stores.on(postgres, Clock.systemUTC());
        server = ApiServer.over(postgres, Map.of("mosaic.command.sweep", "1h"));
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    @ParameterizedTest
    @ValueSource(strings = {"/api/agents", "/agents", "/orchestrator/agents"})
    void agentsAreListedInPagesAndShownWithTheKillsOfTheirJob(String address) {
        var lease = stores.running(SampleJobs.request());
        var older = agent(lease, "COMPLETED", 2);
        var newer = agent(lease, "RUNNING", 1);
        stores.kills().kill(lease.job(), newer, Order.of("ada", "fire", "api")).block();

        var page =
                get(address + "?limit=1&job=" + lease.job(), 200)
                        .jsonPath("$.agents.length()")
                        .isEqualTo(1)
                        .jsonPath("$.agents[0].agentId")
                        .isEqualTo(newer.toString())
                        .jsonPath("$.agents[0].status")
                        .isEqualTo("RUNNING")
                        .returnResult();
        var next =
                new String(page.getResponseBody())
                        .replaceFirst("(?s).*\"next\":\"([^\"]+)\".*", "$1");
        get(address + "?limit=1&job=%s&cursor=%s".formatted(lease.job(), next), 200)
                .jsonPath("$.agents[0].agentId")
                .isEqualTo(older.toString())
                .jsonPath("$.next")
                .isEmpty();
        get(address + "?status=completed&job=" + lease.job(), 200)
                .jsonPath("$.agents.length()")
                .isEqualTo(1);
        get(address + "?live=true&node=nowhere", 200).jsonPath("$.agents.length()").isEqualTo(0);

        get(address + "/" + newer + "/status", 200)
                .jsonPath("$.agent.job")
                .isEqualTo(lease.job().toString())
                .jsonPath("$.jobStatus")
                .isEqualTo("CANCELLING")
                .jsonPath("$.kills[0].by")
                .isEqualTo("ada")
                .jsonPath("$.kills[0].agentId")
                .isEqualTo(newer.toString())
                .jsonPath("$.kills[0].provenAt")
                .isEmpty();
    }

    @Test
    void whatCannotBeAskedSaysWhatCan() {
        get("/api/agents?status=odd", 400).jsonPath("$.hint").isNotEmpty();
        get("/api/agents?limit=0", 400).jsonPath("$.hint").isNotEmpty();
        get("/api/agents?cursor=x", 400).jsonPath("$.hint").isNotEmpty();
        get("/api/agents/x/status", 400).jsonPath("$.hint").isNotEmpty();
        get("/api/agents/" + UUID.randomUUID() + "/status", 404).jsonPath("$.hint").isNotEmpty();
        post("/api/agents/" + UUID.randomUUID() + "/kill", "{}", 404)
                .jsonPath("$.hint")
                .isNotEmpty();
        post("/api/agents/x/kill", "{}", 400).jsonPath("$.hint").isNotEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"/api/agents", "/agents", "/orchestrator/agents"})
    void aKillIsHandedToTheDeskWithItsReason(String address) {
        var lease = stores.running(SampleJobs.request());
        var agent = agent(lease, "RUNNING", 1);

        post(address + "/" + agent + "/kill", "{\"reason\": \"it deletes files\"}", 202)
                .jsonPath("$.agentId")
                .isEqualTo(agent.toString())
                .jsonPath("$.job")
                .isEqualTo(lease.job().toString())
                .jsonPath("$.text")
                .isEqualTo("Killing.");

        assertThat(desk().command())
                .isEqualTo(new Command.Kill(new Target.Job(agent.toString()), "it deletes files"));
    }

    @Test
    void aTaskIsKilledByItsJobsName() {
        var lease = stores.running(SampleJobs.request());

        post("/api/orchestrator/tasks/" + lease.job().abbreviated() + "/kill", "", 202)
                .jsonPath("$.jobStatus")
                .isEqualTo("RUNNING");

        assertThat(desk().command()).isEqualTo(new Command.Kill(Target.Job.of(lease.job()), ""));
        post("/api/orchestrator/tasks/" + new JobId(UUID.randomUUID()) + "/kill", "", 404);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{}",
                "{\"confirm\": \"yes\"}",
                "{\"confirm\": \"Kill All\"}",
                "{\"confirm\": \"kill all \"}",
                "{\"confirm\": true}",
                "{\"reason\": \"kill all\"}"
            })
    void allAreKilledOnlyForTheTypedWords(String body) {
        var before = desk().count();

        post("/api/agents/kill-all", body, 400).jsonPath("$.hint").isNotEmpty();

        assertThat(desk().count()).isEqualTo(before);
    }

    @ParameterizedTest
    @ValueSource(strings = {"/api/agents", "/agents", "/orchestrator/agents"})
    void allAreKilledForThem(String address) {
        post(address + "/kill-all", "{\"confirm\": \"kill all\", \"reason\": \"fire\"}", 202)
                .jsonPath("$.paused")
                .isEqualTo(true)
                .jsonPath("$.text")
                .isEqualTo("Killing.");

        assertThat(desk().command()).isEqualTo(new Command.KillAll("fire"));
    }

    private static SampleDesk desk() {
        return server.context().getBean(SampleDesk.class);
    }

    private static BodyContentSpec get(String path, int status) {
        return server.client()
                .get()
                .uri(path)
                .exchange()
                .expectStatus()
                .isEqualTo(status)
                .expectBody();
    }

    private static BodyContentSpec post(String path, String body, int status) {
        var request = server.client().post().uri(path).contentType(MediaType.APPLICATION_JSON);
        return (body.isEmpty() ? request : request.bodyValue(body))
                .exchange()
                .expectStatus()
                .isEqualTo(status)
                .expectBody();
    }

    private static UUID agent(Lease lease, String state, int minutesAgo) {
        var id = UUID.randomUUID();
        stores.steps()
                .of(lease.job())
                .next()
                .switchIfEmpty(stores.steps().begin(lease, 1, 1, Stage.WEAVE, "weaver"))
                .flatMap(step ->
                        postgres.client()
                                .sql(
                                        """
                                        insert into agents (id, job_id, step_id, attempt, epoch, profile, engine, state,
                                            node, incarnation, worktree, started_at, completed_at)
                                        values (:id, :job, :step, 1, :epoch, 'weaver', 'scripted', :state, 'test',
                                            :incarnation, '/w', now() - make_interval(mins => :ago),
                                            case when :state = 'COMPLETED' then now() end)
                                        """)
                                .bind("id", id)
                                .bind("job", lease.job().value())
                                .bind("step", step.id())
                                .bind("epoch", lease.epoch())
                                .bind("state", state)
                                .bind("incarnation", lease.incarnation())
                                .bind("ago", minutesAgo)
                                .then())
                .block();
        return id;
    }
}
