package dev.mosaic.bench;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * {@code mosaic serve} as a process: the jar that people get, or its classes where there is none.
 */
final class Program implements AutoCloseable {
    private static final long TICKS_PER_SECOND = 100;
    private static final long PAUSE = 100_000_000;
    private static final long PATIENCE = TimeUnit.SECONDS.toNanos(300);

    private final Process process;
    private final int port;
    private final Path output;
    private final double readyAfter;
    private final HttpClient client = HttpClient.newHttpClient();

    private Program(Process process, int port, Path output) throws IOException {
        this.process = process;
        Runtime.getRuntime().addShutdownHook(new Thread(process::destroy));
        this.port = port;
        this.output = output;
        this.readyAfter = awaitReady();
    }

    /**
     * Starts it and waits until it answers.
     *
     * @param home its {@code MOSAIC_HOME}
     * @param settings its environment, over this one's
     */
    static Program serve(Options options, Path home, Map<String, String> settings)
            throws IOException {
        var port = RedisProgram.freePort();
        var output = Files.createDirectories(home).resolve("output.txt");
        var command = new ArrayList<String>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        if (Files.exists(options.jar())) {
            command.addAll(List.of("-jar", options.jar().toString()));
        } else {
            command.addAll(
                    List.of(
                            "-cp",
                            System.getProperty("java.class.path"),
                            "dev.mosaic.MosaicApplication"));
        }
        command.addAll(List.of("serve", "--no-prompt"));
        var builder = new ProcessBuilder(command);
        builder.environment().keySet().removeAll(List.of("DATABASE_URL", "VALKEY_URL"));
        builder.environment().put("MOSAIC_HOME", home.toString());
        builder.environment().put("PORT", Integer.toString(port));
        builder.environment().putAll(settings);
        builder.redirectErrorStream(true).redirectOutput(output.toFile());
        return new Program(builder.start(), port, output);
    }

    /** Seconds from the start of the process to its first answer. */
    double readyAfter() {
        return readyAfter;
    }

    URI address(String path) {
        return URI.create("http://127.0.0.1:" + port + path);
    }

    HttpResponse<String> post(String path, String json) throws IOException, InterruptedException {
        return client.send(
                HttpRequest.newBuilder(address(path))
                        .header("Content-Type", "application/json")
                        .POST(HttpRequest.BodyPublishers.ofString(json))
                        .build(),
                BodyHandlers.ofString());
    }

    /** Resident memory in bytes, as Linux counts it. */
    long resident() throws IOException {
        try (var lines = Files.lines(Path.of("/proc/" + process.pid() + "/status"))) {
            return lines.filter(line -> line.startsWith("VmRSS:"))
                    .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")) * 1_024)
                    .findFirst()
                    .orElseThrow();
        }
    }

    /** Seconds of processor time so far, as Linux counts it. */
    double processorSeconds() throws IOException {
        var stat = Files.readString(Path.of("/proc/" + process.pid() + "/stat"));
        var fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ");
        return (Long.parseLong(fields[11]) + Long.parseLong(fields[12]))
                / (double) TICKS_PER_SECOND;
    }

    /** Signal 9. */
    void kill() throws InterruptedException {
        process.destroyForcibly().waitFor();
    }

    private double awaitReady() throws IOException {
        var start = System.nanoTime();
        while (!answers()) {
            if (!process.isAlive() || System.nanoTime() - start > PATIENCE) {
                process.destroyForcibly();
                throw new IOException("mosaic serve did not start: " + Files.readString(output));
            }
            LockSupport.parkNanos(PAUSE);
        }
        return (System.nanoTime() - start) / 1e9;
    }

    private boolean answers() {
        try {
            var answer =
                    client.send(
                            HttpRequest.newBuilder(address("/health")).build(),
                            BodyHandlers.discarding());
            return answer.statusCode() == 200;
        } catch (IOException _) {
            return false;
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    @Override
    public void close() throws InterruptedException {
        process.destroy();
        if (!process.waitFor(40, TimeUnit.SECONDS)) {
            process.destroyForcibly();
        }
    }
}
