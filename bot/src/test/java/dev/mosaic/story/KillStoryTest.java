package dev.mosaic.story;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.mosaic.MosaicApplication;
import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import org.eclipse.jgit.lib.RepositoryBuilder;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The whole program as a process, killed with signal 9 while an agent works, and started again. */
class KillStoryTest {
    private static final Duration LIMIT = Duration.ofSeconds(120);

    @TempDir Path temp;

    private final List<Process> started = new ArrayList<>();
    private final String token = "6" + Math.abs(UUID.randomUUID().hashCode() % 100_000);
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
    void aJobWhoseNodeWasKilledGoesOnToOneBranchOnePullRequestAndOneFinalWord() throws Exception {
        script("run: \"trap '' TERM INT HUP; sleep %s\"".formatted(token));
        var first = serve("first");
        try (var keyboard = first.outputWriter(StandardCharsets.UTF_8)) {
            keyboard.write("@mosaic fix #1\n");
            keyboard.flush();
            await().atMost(LIMIT).until(() -> !sleepers().isEmpty());

            first.destroyForcibly().waitFor();
        }
        assertThat(sleepers()).as("what the agent left running").isNotEmpty();
        assertThat(output("first")).doesNotContain("Done: issue");

        script("write: {path: src/Bill.java, text: \"%s\"}".formatted(RIGHT));
        serve("second");
        await().atMost(LIMIT).until(() -> output("second").contains("Done: issue #1"));

        assertThat(sleepers()).isEmpty();
        assertThat(occurrences("Done: issue #1", output("second"))).isEqualTo(1);
        assertThat(job()).contains("\"status\":\"COMPLETED\"").contains("\"attempt\":1");
        assertThat(mosaicBranches()).hasSize(1);
        assertThat(output("second"))
                .contains("queued again: its node went away")
                .contains("opened pull request #2");
        assertThat(worktrees()).isEmpty();
    }

    private static final String RIGHT =
            "final class Bill { private Bill() {}"
                    + " static int[] split(int cents, int people) {"
                    + " int[] shares = new int[people];"
                    + " for (int i = 0; i < people; i++) {"
                    + " shares[i] = cents / people + (i < cents % people ? 1 : 0); }"
                    + " return shares; } }\\n";

    private void script(String step) throws IOException {
        Files.writeString(
                temp.resolve("script.yml"), "rounds:\n  - turns:\n      - " + step + "\n");
    }

    private Process serve(String name) throws IOException {
        var builder =
                new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-cp",
                        System.getProperty("java.class.path"),
                        MosaicApplication.class.getName(),
                        "serve");
        builder.environment().put("MOSAIC_HOME", temp.resolve("home").toString());
        builder.environment().put("PORT", Integer.toString(port));
        builder.environment()
                .put("MOSAIC_ENGINE_SCRIPTED_SCRIPT", temp.resolve("script.yml").toString());
        // in namespaces the agent would end with the node, and the next start had nothing to find
        builder.environment().put("MOSAIC_SANDBOX_PROCESS_CONFINEMENT", "none");
        builder.redirectErrorStream(true)
                .redirectOutput(Redirect.to(temp.resolve(name + ".txt").toFile()));
        var process = builder.start();
        started.add(process);
        return process;
    }

    private String output(String name) throws IOException {
        return Files.readString(temp.resolve(name + ".txt"));
    }

    /** What the agent's command became: found by its odd number of seconds. */
    private List<ProcessHandle> sleepers() {
        return ProcessHandle.allProcesses()
                .filter(it -> it.info().commandLine().orElse("").endsWith("sleep " + token))
                .toList();
    }

    private String job() throws IOException, InterruptedException {
        try (var client = HttpClient.newHttpClient()) {
            return client.send(
                            HttpRequest.newBuilder(
                                            URI.create(
                                                    "http://127.0.0.1:%d/api/runner-jobs"
                                                            .formatted(port)))
                                    .build(),
                            BodyHandlers.ofString())
                    .body();
        }
    }

    private List<String> mosaicBranches() throws IOException {
        var branches = new ArrayList<String>();
        for (var folder : folders(temp.resolve("home/repositories"), ".*\\.git")) {
            try (var repository = new RepositoryBuilder().setGitDir(folder.toFile()).build()) {
                repository.getRefDatabase().getRefsByPrefix("refs/heads/mosaic/").stream()
                        .map(ref -> ref.getName())
                        .forEach(branches::add);
            }
        }
        return branches;
    }

    private List<Path> worktrees() throws IOException {
        return folders(temp.resolve("home"), "agent-.*");
    }

    private static List<Path> folders(Path root, String name) throws IOException {
        try (var found = Files.walk(root)) {
            return found.filter(Files::isDirectory)
                    .filter(it -> it.getFileName().toString().matches(name))
                    .toList();
        }
    }

    private static long occurrences(String what, String text) {
        return Pattern.compile(Pattern.quote(what)).matcher(text).results().count();
    }
}
