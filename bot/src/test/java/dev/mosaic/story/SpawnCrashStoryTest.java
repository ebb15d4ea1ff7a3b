package dev.mosaic.story;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.mosaic.MosaicApplication;
import dev.mosaic.stitcher.failpoint.Failpoint;
import dev.mosaic.stitcher.testkit.Postgres;
import dev.mosaic.stitcher.testkit.Redis;
import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * The whole program as a process that has promised an agent, and dies with the job in its hands
 * before the agent begins.
 */
class SpawnCrashStoryTest {
    private static final Duration LIMIT = Duration.ofSeconds(120);
    private static final String BILL =
            "final class Bill { private Bill() {} static int[] split(int cents, int people) {"
                    + " int[] shares = new int[people]; for (int i = 0; i < people; i++) {"
                    + " shares[i] = cents / people + (i < cents % people ? 1 : 0); }"
                    + " return shares; } }\\n";

    @RegisterExtension static final Postgres postgres = new Postgres();
    @RegisterExtension static final Redis redis = new Redis();

    @TempDir Path temp;

    private final List<Process> started = new ArrayList<>();
    private int port;

    @BeforeEach
    void chooseAPort() throws IOException {
        try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = socket.getLocalPort();
        }
    }

    @AfterEach
    void endWhatIsLeft() throws Exception {
        for (var process : started) {
            process.destroy();
            if (!process.waitFor(30, TimeUnit.SECONDS)) {
                process.destroyForcibly().waitFor();
            }
        }
    }

    @Test
    void anAgentKeepsItsIdWhenItsNodeDiesBeforeItBegins() throws Exception {
        Files.writeString(
                temp.resolve("script.yml"),
                "rounds: [{turns: [{write: {path: src/Bill.java, text: \"%s\"}}]}]"
                        .formatted(BILL));
        var points = Files.createDirectory(temp.resolve("failpoints"));
        Files.createFile(points.resolve(Failpoint.WEAVE_BEGUN.name()));
        var first = serve("first");

        var spawned =
                post(
                        "/orchestrator/agents/spawn",
                        """
                        {"taskId": "crash-1", "agentType": "worker",
                         "context": {"repository": "demo/split-the-bill", "workItems": ["#1"]}}
                        """);
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

    private Process serve(String name) throws IOException {
        var builder =
                new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Dmosaic.failpoints=" + temp.resolve("failpoints"),
                        "-cp",
                        System.getProperty("java.class.path"),
                        MosaicApplication.class.getName(),
                        "serve");
        builder.environment().put("MOSAIC_HOME", temp.resolve("home").toString());
        builder.environment().put("PORT", Integer.toString(port));
        builder.environment().put("DATABASE_URL", postgres.url());
        builder.environment().put("VALKEY_URL", redis.url());
        builder.environment()
                .put("MOSAIC_ENGINE_SCRIPTED_SCRIPT", temp.resolve("script.yml").toString());
        builder.redirectErrorStream(true)
                .redirectOutput(Redirect.to(temp.resolve(name + ".txt").toFile()));
        var process = builder.start();
        started.add(process);
        await().atMost(LIMIT)
                .failFast(() -> assertThat(process.isAlive()).as(output(name)).isTrue())
                .until(() -> output(name).contains("Mosaic answers at"));
        return process;
    }

    private String output(String name) throws IOException {
        return Files.readString(temp.resolve(name + ".txt"));
    }

    private String status(String agent) throws IOException, InterruptedException {
        return get("/api/agents/" + agent + "/status").at("/agent/status").asString("");
    }

    private JsonNode get(String path) throws IOException, InterruptedException {
        return send(HttpRequest.newBuilder(address(path)).build());
    }

    private JsonNode post(String path, String body) throws IOException, InterruptedException {
        return send(
                HttpRequest.newBuilder(address(path))
                        .POST(HttpRequest.BodyPublishers.ofString(body))
                        .header("Content-Type", "application/json")
                        .build());
    }

    private URI address(String path) {
        return URI.create("http://127.0.0.1:%d%s".formatted(port, path));
    }

    private static JsonNode send(HttpRequest request) throws IOException, InterruptedException {
        try (var client = HttpClient.newHttpClient()) {
            var answer = client.send(request, BodyHandlers.ofString());
            assertThat(answer.statusCode()).as(answer.body()).isBetween(200, 299);
            return JsonMapper.shared().readTree(answer.body());
        }
    }
}
