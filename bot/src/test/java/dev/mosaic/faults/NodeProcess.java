package dev.mosaic.faults;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.mosaic.program.ProgramArchive;
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
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;

/** One node: its home stays, its process comes and goes. */
final class NodeProcess {
    private static final Duration START = Duration.ofSeconds(240);
    private static final Duration ANSWER = Duration.ofSeconds(90);

    private final String name;
    private final Path home;
    private final List<String> options;
    private final Stores stores;
    private final ProgramArchive archive;
    private final HttpClient http = HttpClient.newHttpClient();
    private Process process;
    private int starts;

    /**
     * @param options {@code -D…} for the program
     */
    NodeProcess(Path home, Stores stores, ProgramArchive archive, List<String> options) {
        this.name = home.getFileName().toString();
        this.home = home;
        this.stores = stores;
        this.archive = archive;
        this.options = List.copyOf(options);
    }

    /** Where its stores are, as it is to see them. */
    record Stores(String databaseUrl, String valkeyUrl) {}

    /** What a door was answered. */
    record Answer(String text) {
        /** The id of the job of an accepted command; null for every other answer. */
        String job() {
            var first = text.lines().findFirst().orElse("");
            return first.startsWith("accepted ") ? first.substring("accepted ".length()) : null;
        }

        boolean isLater() {
            return text.startsWith("refused UNAVAILABLE");
        }
    }

    String name() {
        return name;
    }

    Path home() {
        return home;
    }

    /** Begins to start; a node that runs stays as it is. */
    NodeProcess begin() throws IOException {
        return isAlive() ? this : begin(archive.reading());
    }

    /** A start that only looks at what other starts need, and an end. */
    void warmUp() throws IOException, InterruptedException {
        begin(archive.writing()).awaitReady();
        archive.endOf(process);
    }

    private NodeProcess begin(List<String> more) throws IOException {
        Files.createDirectories(home);
        Files.deleteIfExists(home.resolve("door"));
        var command = new ArrayList<String>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(
                List.of(
                        "-XX:TieredStopAtLevel=1",
                        "-XX:+UseSerialGC",
                        "-Xmx256m",
                        "-XX:ActiveProcessorCount=2"));
        command.addAll(more);
        command.addAll(options);
        command.addAll(List.of("-cp", archive.classPath(), FaultsProgram.class.getName()));
        var builder = new ProcessBuilder(command);
        builder.environment().put("MOSAIC_HOME", home.toString());
        builder.environment().put("PORT", "0");
        builder.environment().remove("JAVA_TOOL_OPTIONS");
        builder.environment().put("DATABASE_URL", stores.databaseUrl());
        builder.environment().put("VALKEY_URL", stores.valkeyUrl());
        builder.redirectErrorStream(true)
                .redirectInput(Redirect.from(Path.of("/dev/null").toFile()))
                .redirectOutput(Redirect.to(log(++starts).toFile()));
        process = builder.start();
        return this;
    }

    NodeProcess awaitReady() {
        await("start of " + name)
                .atMost(START)
                .pollInterval(Duration.ofMillis(50))
                .until(() -> {
                    assertThat(isAlive()).as("%s ended, see %s", name, log(starts)).isTrue();
                    return Files.exists(home.resolve("door"));
                });
        return this;
    }

    boolean isAlive() {
        return process != null && process.isAlive();
    }

    boolean isReady() {
        return isAlive() && Files.exists(home.resolve("door"));
    }

    long pid() {
        return process.pid();
    }

    /** Signal 9. */
    void kill() throws InterruptedException {
        if (process != null) {
            process.destroyForcibly().waitFor();
        }
    }

    /** Hands a delivery in; empty if nobody acknowledged it. */
    Optional<Answer> hand(String id, String who, String repository, String text) {
        return send("/hand/%s/%s/%s".formatted(id, who, repository), text).map(Answer::new);
    }

    void makeRepository(String repository, String policy) {
        insist("/repository/" + repository, policy);
    }

    int openIssue(String repository, String title) {
        return Integer.parseInt(insist("/issue/" + repository, title));
    }

    /** For what a test needs before anything breaks. */
    private String insist(String path, String body) {
        var answer = new AtomicReference<>(Optional.<String>empty());
        await(path)
                .atMost(START)
                .until(() -> {
                    answer.set(send(path, body));
                    return answer.get().isPresent();
                });
        return answer.get().orElseThrow();
    }

    private Optional<String> send(String path, String body) {
        if (!isReady()) {
            return Optional.empty();
        }
        try {
            var port = Files.readString(home.resolve("door")).strip();
            var response =
                    http.send(
                            HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
                                    .timeout(ANSWER)
                                    .POST(BodyPublishers.ofString(body))
                                    .build(),
                            BodyHandlers.ofString());
            return response.statusCode() == 200 ? Optional.of(response.body()) : Optional.empty();
        } catch (IOException _) {
            return Optional.empty();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return Optional.empty();
        }
    }

    private Path log(int start) {
        return home.resolve("output-%d.txt".formatted(start));
    }
}
