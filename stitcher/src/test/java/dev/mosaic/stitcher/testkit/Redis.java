package dev.mosaic.stitcher.testkit;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.ServerSocket;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import redis.embedded.RedisServer;

/** A real Redis: one server per JVM, which ends with it. */
public final class Redis implements BeforeAllCallback {
    private static RedisServer server;

    /** Its address, {@code redis://…}. */
    public String url() {
        return "redis://127.0.0.1:" + server.ports().getFirst();
    }

    @Override
    public void beforeAll(ExtensionContext context) {
        startOnce();
    }

    /** A server of a test's own, which the test starts and stops. */
    public static RedisServer serverOn(int port) {
        try {
            return RedisServer.newRedisServer()
                    .port(port)
                    .setting("bind 127.0.0.1")
                    .setting("save \"\"")
                    .build();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public static int freePort() {
        try (var socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static synchronized void startOnce() {
        if (server != null) {
            return;
        }
        var started = serverOn(freePort());
        try {
            started.start();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        Runtime.getRuntime().addShutdownHook(new Thread(() -> stop(started)));
        server = started;
    }

    private static void stop(RedisServer started) {
        try {
            started.stop();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
