package dev.mosaic.story;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.mosaic.MosaicApplication;
import dev.mosaic.bot.embedded.ReadyHome;
import dev.mosaic.program.QuickStart;
import dev.mosaic.stitcher.testkit.FreePorts;
import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * The whole program as a process that a test starts, lets die and starts again in the same home.
 * Its repository is the demo's, with the demo's issue.
 */
abstract class ProgramScene {
    static final Duration LIMIT = Duration.ofSeconds(120);

    /** The text of {@code src/Bill.java} that settles the issue, in one line. */
    static final String SETTLED =
            "final class Bill { private Bill() {}"
                    + " static int[] split(int cents, int people) {"
                    + " int[] shares = new int[people];"
                    + " for (int i = 0; i < people; i++) {"
                    + " shares[i] = cents / people + (i < cents % people ? 1 : 0); }"
                    + " return shares; } }";

    /** An agent that settles the issue, as {@link #script} takes it. */
    static final String SETTLES =
            "write: {path: src/Bill.java, text: \"%s\\n\"}".formatted(SETTLED);

    @TempDir Path temp;

    private final HttpClient http = HttpClient.newHttpClient();
    private final List<Process> started = new ArrayList<>();
    private final Map<String, String> environment = new HashMap<>();
    private final List<String> options = new ArrayList<>();
    private final int port = FreePorts.next();

    @AfterEach
    void endWhatIsLeft() throws Exception {
        http.close();
        for (var process : started) {
            process.destroy();
            if (!process.waitFor(30, TimeUnit.SECONDS)) {
                process.destroyForcibly().waitFor();
            }
        }
    }

    /** A variable of every program that is started from now on. */
    void variable(String name, String value) {
        environment.put(name, value);
    }

    /** A {@code -D…} of every program that is started from now on. */
    void option(String name, Object value) {
        options.add("-D" + name + "=" + value);
    }

    /** What the scripted engine does from now on. @param step the only one of its only turn */
    void script(String step) throws IOException {
        var file = temp.resolve("script.yml");
        Files.writeString(file, "rounds:\n  - turns:\n      - " + step + "\n");
        variable("MOSAIC_ENGINE_SCRIPTED_SCRIPT", file.toString());
    }

    /** Starts the program and waits until it answers. @param name of its output */
    Process serve(String name) throws Exception {
        if (!environment.containsKey("DATABASE_URL") && !Files.exists(home())) {
            ReadyHome.copyTo(home());
        }
        var builder = new ProcessBuilder(QuickStart.of(MosaicApplication.class.getName(), options));
        builder.command().add("serve");
        builder.environment().put("MOSAIC_HOME", home().toString());
        builder.environment().put("PORT", Integer.toString(port));
        builder.environment().putAll(environment);
        builder.redirectErrorStream(true)
                .redirectOutput(Redirect.to(temp.resolve(name + ".txt").toFile()));
        var process = builder.start();
        started.add(process);
        await().atMost(LIMIT)
                .failFast(() -> assertThat(process.isAlive()).as(output(name)).isTrue())
                .until(() -> output(name).contains("Mosaic answers at"));
        return process;
    }

    Path home() {
        return temp.resolve("home");
    }

    String output(String name) throws IOException {
        return Files.readString(temp.resolve(name + ".txt"));
    }

    JsonNode get(String path) throws IOException, InterruptedException {
        return send(HttpRequest.newBuilder(address(path)).build());
    }

    JsonNode post(String path, Object body) throws IOException, InterruptedException {
        return send(
                HttpRequest.newBuilder(address(path))
                        .header("Content-Type", "application/json")
                        .POST(BodyPublishers.ofString(JsonMapper.shared().writeValueAsString(body)))
                        .build());
    }

    private URI address(String path) {
        return URI.create("http://127.0.0.1:%d%s".formatted(port, path));
    }

    private JsonNode send(HttpRequest request) throws IOException, InterruptedException {
        var answer = http.send(request, BodyHandlers.ofString());
        assertThat(answer.statusCode()).as(answer.body()).isBetween(200, 299);
        return JsonMapper.shared().readTree(answer.body());
    }
}
