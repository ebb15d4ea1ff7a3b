package dev.mosaic.bot.embedded;

import dev.mosaic.stitcher.blocking.Await;
import dev.mosaic.stitcher.failure.Failure;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;
import reactor.util.retry.Retry;

/**
 * Redis without data: it starts empty, writes nothing, and asks for a new password each time. Its
 * configuration names files relative to its folder, so that no path needs quoting.
 */
final class RedisServer implements AutoCloseable {
    private static final int STARTS = 3;
    private static final Duration PATIENCE = Duration.ofSeconds(5);
    private static final String CONFIGURATION =
            """
            bind 127.0.0.1
            port %d
            requirepass %s
            save ""
            appendonly no
            daemonize %s
            pidfile redis.pid
            logfile %s
            """;

    private final Path folder;
    private final Path log;
    private final String password = PrivateFiles.newPassword();
    private int port;

    private RedisServer(Path folder, Path log) {
        this.folder = folder;
        this.log = log;
    }

    /** Starts the server; what a killed Mosaic left running is ended first. */
    static RedisServer start(Path folder, Path log, Consumer<String> progress)
            throws IOException, InterruptedException {
        var server = new RedisServer(folder, log);
        var leftover = server.process();
        if (leftover.isPresent()) {
            progress.accept("Stopping the Redis that an earlier Mosaic left running");
            Programs.end(leftover.get(), PATIENCE);
        }
        server.start(Binaries.redis(folder));
        return server;
    }

    /** {@code redis://} with the password. */
    String url() {
        return "redis://:%s@127.0.0.1:%d".formatted(password, port);
    }

    @Override
    public void close() {
        try {
            var process = process();
            if (process.isPresent()) {
                Programs.end(process.get(), PATIENCE);
            }
            Files.deleteIfExists(pidFile());
        } catch (IOException e) {
            throw new Failure.Never(
                    "The embedded Redis could not be stopped: " + e.getMessage(), e);
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    private void start(Path program) throws IOException, InterruptedException {
        RuntimeException last = new IllegalStateException("not started");
        for (var attempt = 0; attempt < STARTS; attempt++) {
            port = Programs.freePort();
            Files.deleteIfExists(pidFile());
            PrivateFiles.write(
                    folder.resolve("redis.conf"),
                    CONFIGURATION.formatted(
                            port,
                            password,
                            Binaries.windows() ? "no" : "yes",
                            folder.relativize(log)));
            var ended = launch(program);
            if (!ended.well()) {
                throw new Failure.Never(
                        """
                        The embedded Redis did not start: %s. Use a server of your own: \
                        VALKEY_URL=redis://host:6379.\
                        """
                                .formatted(ended.output().replaceAll("\\s+", " ")),
                        null);
            }
            try {
                awaitAnswer();
                return;
            } catch (RuntimeException e) {
                last = e;
                close();
            }
        }
        throw new Failure.Never(
                """
                The embedded Redis does not answer on 127.0.0.1:%d. Its log says why: %s. Or use a server \
                of your own: VALKEY_URL=redis://host:6379.\
                """
                        .formatted(port, log),
                last);
    }

    private Programs.Ended launch(Path program) throws IOException, InterruptedException {
        var command = List.of(program.toString(), "redis.conf");
        if (!Binaries.windows()) {
            return Programs.run(folder, "", Duration.ofSeconds(10), command);
        }
        // no daemons there: the process itself is the server
        var process =
                new ProcessBuilder(command)
                        .directory(folder.toFile())
                        .redirectErrorStream(true)
                        .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                        .start();
        Files.writeString(pidFile(), Long.toString(process.pid()));
        return new Programs.Ended(0, "");
    }

    private void awaitAnswer() throws InterruptedException {
        Await.value(
                Mono.fromCallable(this::ping)
                        .subscribeOn(Schedulers.boundedElastic())
                        .retryWhen(Retry.fixedDelay(100, Duration.ofMillis(30)))
                        .timeout(PATIENCE));
    }

    private String ping() throws IOException {
        try (var socket = new Socket()) {
            socket.setSoTimeout((int) PATIENCE.toMillis());
            socket.connect(new InetSocketAddress("127.0.0.1", port), (int) PATIENCE.toMillis());
            var request = "AUTH " + password + "\r\nPING\r\n";
            socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
            var expected = "+OK\r\n+PONG\r\n";
            var answer = socket.getInputStream().readNBytes(expected.length());
            var text = new String(answer, StandardCharsets.US_ASCII);
            if (!text.equals(expected)) {
                throw new IOException("Redis answered " + text);
            }
            return text;
        }
    }

    private Optional<ProcessHandle> process() throws IOException {
        return Programs.pid(pidFile()).flatMap(pid -> Programs.ours(pid, folder));
    }

    private Path pidFile() {
        return folder.resolve("redis.pid");
    }
}
