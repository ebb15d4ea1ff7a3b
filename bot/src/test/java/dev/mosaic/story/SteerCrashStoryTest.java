package dev.mosaic.story;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.mosaic.MosaicApplication;
import dev.mosaic.stitcher.testkit.FakeAnthropic;
import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The whole program as a process, killed with signal 9 between a steer and its delivery. */
@Timeout(600)
class SteerCrashStoryTest {
    private static final Duration LIMIT = Duration.ofSeconds(120);
    private static final String RIGHT =
            "final class Bill { private Bill() {}"
                    + " static int[] split(int cents, int people) {"
                    + " int[] shares = new int[people];"
                    + " for (int i = 0; i < people; i++) {"
                    + " shares[i] = cents / people + (i < cents % people ? 1 : 0); }"
                    + " return shares; } }\n";

    @TempDir Path temp;

    private final List<Process> started = new ArrayList<>();
    private final FakeAnthropic model = new FakeAnthropic(FakeAnthropic.endless());
    private final HttpClient http = HttpClient.newHttpClient();
    private int port;

    @BeforeEach
    void chooseAPort() throws IOException {
        try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = socket.getLocalPort();
        }
    }

    @AfterEach
    void endWhatIsLeft() throws Exception {
        http.close();
        for (var process : started) {
            process.destroy();
            if (!process.waitFor(30, TimeUnit.SECONDS)) {
                process.destroyForcibly().waitFor();
            }
        }
        model.close();
    }

    @Test
    void aSteerWhoseNodeDiedBeforeItsDeliveryIsDeliveredToTheNextAgent() throws Exception {
        var first = serve("first");
        await().atMost(LIMIT)
                .ignoreExceptionsInstanceOf(IOException.class)
                .untilAsserted(() ->
                        post("/api/commands", Map.of("text", "@mosaic fix #1 engine=claude")));
        await().atMost(LIMIT).until(() -> !model.requests().isEmpty());
        var job = json(get("/api/runner-jobs")).at("/jobs/0/id").asString();

        var answer = post("/api/runner-jobs/%s/say".formatted(job), Map.of("text", "No streams"));
        assertThat(answer.path("text").asString()).contains("told before its next turn");
        first.destroyForcibly().waitFor();

        model.play(
                FakeAnthropic.uses(
                        "str_replace_based_edit_tool",
                        Map.of("command", "create", "path", "src/Bill.java", "file_text", RIGHT)),
                FakeAnthropic.says("Done."));
        var before = model.requests().size();
        serve("second");
        await().atMost(LIMIT)
                .ignoreExceptions()
                .until(() ->
                        json(get("/api/runner-jobs/" + job))
                                .path("status")
                                .asString()
                                .equals("COMPLETED"));

        assertThat(model.requests().get(before).body().toString())
                .contains("> No streams", "may have been told");
        var types =
                json(get("/api/runner-jobs/%s/events?limit=1000".formatted(job)))
                        .path("events")
                        .valueStream()
                        .map(it -> it.path("type").asString())
                        .filter(it -> it.startsWith("steer.") || it.equals("agent.spawned"))
                        .toList();
        assertThat(types)
                .containsExactly(
                        "agent.spawned", "steer.received", "agent.spawned", "steer.delivered");
    }

    private Process serve(String name) throws IOException {
        var fake = "-Dmosaic.model.providers.fake.";
        var builder =
                new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        fake + "base-url=" + model.root(),
                        fake + "key=sk-test-Canary5Kw8nYc3Jd6Hf1Qp9",
                        fake + "models.m.price.input=1",
                        fake + "models.m.price.output=1",
                        "-cp",
                        System.getProperty("java.class.path"),
                        MosaicApplication.class.getName(),
                        "serve");
        builder.environment().put("MOSAIC_HOME", temp.resolve("home").toString());
        builder.environment().put("PORT", Integer.toString(port));
        builder.redirectErrorStream(true)
                .redirectOutput(Redirect.to(temp.resolve(name + ".txt").toFile()));
        var process = builder.start();
        started.add(process);
        return process;
    }

    private JsonNode post(String path, Object body) throws Exception {
        var request =
                HttpRequest.newBuilder(uri(path))
                        .header("content-type", "application/json")
                        .POST(BodyPublishers.ofString(JsonMapper.shared().writeValueAsString(body)))
                        .build();
        var answer = http.send(request, BodyHandlers.ofString());
        assertThat(answer.statusCode()).as(answer.body()).isBetween(200, 202);
        return json(answer);
    }

    private HttpResponse<String> get(String path) throws IOException, InterruptedException {
        return http.send(HttpRequest.newBuilder(uri(path)).build(), BodyHandlers.ofString());
    }

    private URI uri(String path) {
        return URI.create("http://127.0.0.1:%d%s".formatted(port, path));
    }

    private static JsonNode json(HttpResponse<String> answer) {
        return JsonMapper.shared().readTree(answer.body());
    }
}
