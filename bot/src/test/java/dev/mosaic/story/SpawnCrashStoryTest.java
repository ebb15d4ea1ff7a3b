package dev.mosaic.story;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.mosaic.stitcher.failpoint.Failpoint;
import dev.mosaic.stitcher.testkit.Postgres;
import dev.mosaic.stitcher.testkit.Redis;
import java.nio.file.Files;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/**
 * The whole program as a process that has promised an agent, and dies with the job in its hands
 * before the agent begins.
 */
class SpawnCrashStoryTest extends ProgramScene {
    @RegisterExtension static final Postgres postgres = new Postgres();
    @RegisterExtension static final Redis redis = new Redis();

    @Test
    void anAgentKeepsItsIdWhenItsNodeDiesBeforeItBegins() throws Exception {
        script(SETTLES);
        variable("DATABASE_URL", postgres.url());
        variable("VALKEY_URL", redis.url());
        var points = Files.createDirectory(temp.resolve("failpoints"));
        Files.createFile(points.resolve(Failpoint.WEAVE_BEGUN.name()));
        option("mosaic.failpoints", points);
        var first = serve("first");

        var spawned =
                post(
                        "/orchestrator/agents/spawn",
                        Map.of(
                                "taskId",
                                "crash-1",
                                "agentType",
                                "worker",
                                "context",
                                Map.of(
                                        "repository",
                                        "demo/split-the-bill",
                                        "workItems",
                                        List.of("#1"))));
        var agent = spawned.path("agentId").asString();
        assertThat(spawned.path("status").asString()).isEqualTo("SPAWNING");
        assertThat(first.waitFor(LIMIT.toSeconds(), TimeUnit.SECONDS)).isTrue();
        assertThat(points.resolve(Failpoint.WEAVE_BEGUN.name() + ".fired")).exists();

        serve("second");
        await().atMost(LIMIT).until(() -> status(agent).equals("COMPLETED"));
        var agents = get("/api/agents?job=" + spawned.path("job").asString()).path("agents");
        assertThat(agents).hasSize(1);
        assertThat(agents.get(0).path("agentId").asString()).isEqualTo(agent);
        assertThat(agents.get(0).path("attempt").asInt()).isEqualTo(1);
    }

    private String status(String agent) throws Exception {
        return get("/api/agents/" + agent + "/status").at("/agent/status").asString("");
    }
}
