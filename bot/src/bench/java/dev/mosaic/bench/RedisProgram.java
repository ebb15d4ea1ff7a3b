package dev.mosaic.bench;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/** The Redis that Mosaic brings along, with the options that an arm needs. */
final class RedisProgram implements AutoCloseable {
    private static final long PAUSE = 20_000_000;
    private static final int LOOKS = 500;

    private final Process process;
    private final int port;

    private RedisProgram(Process process, int port) {
        this.process = process;
        Runtime.getRuntime().addShutdownHook(new Thread(process::destroy));
        this.port = port;
    }

    static RedisProgram start(Path folder, String... options) throws IOException {
        Files.createDirectories(folder);
        var program = folder.resolve("redis-server");
        try (var resource = RedisProgram.class.getResourceAsStream("/embedded/redis-server")) {
            Files.copy(
                    Objects.requireNonNull(resource, "embedded/redis-server"),
                    program,
                    StandardCopyOption.REPLACE_EXISTING);
        }
        program.toFile().setExecutable(true);
        var port = freePort();
        var command =
                new ArrayList<>(
                        List.of(program.toString(), "--port", "" + port, "--bind", "127.0.0.1"));
        command.addAll(List.of(options));
        var process =
                new ProcessBuilder(command)
                        .directory(folder.toFile())
                        .redirectErrorStream(true)
                        .redirectOutput(folder.resolve("redis.log").toFile())
                        .start();
        var server = new RedisProgram(process, port);
        server.awaitPort();
        return server;
    }

    static int freePort() {
        try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    String url() {
        return "redis://127.0.0.1:" + port;
    }

    /** How many clients it has, but for the one that asks. */
    double connections() throws IOException {
        try (var socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            socket.setSoTimeout(10_000);
            socket.getOutputStream()
                    .write("INFO clients\r\nQUIT\r\n".getBytes(StandardCharsets.US_ASCII));
            var answer =
                    new String(socket.getInputStream().readAllBytes(), StandardCharsets.US_ASCII);
            return answer.lines()
                            .filter(line -> line.startsWith("connected_clients:"))
                            .mapToDouble(line -> Double.parseDouble(line.substring(18)))
                            .findFirst()
                            .orElseThrow()
                    - 1;
        }
    }

    private void awaitPort() throws IOException {
        for (var look = 0; look < LOOKS; look++) {
            try (var socket = new Socket()) {
                socket.connect(new InetSocketAddress("127.0.0.1", port), 200);
                return;
            } catch (IOException _) {
                LockSupport.parkNanos(PAUSE);
            }
        }
        process.destroyForcibly();
        throw new IOException("redis-server does not answer");
    }

    @Override
    public void close() throws InterruptedException {
        process.destroy();
        if (!process.waitFor(10, TimeUnit.SECONDS)) {
            process.destroyForcibly();
        }
    }
}
