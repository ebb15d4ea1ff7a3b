package dev.mosaic.stitcher.testkit;

import java.io.IOException;
import java.io.UncheckedIOException;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import redis.embedded.RedisServer;

/**
 * A real Redis: one server per test class, because nodes of one server hear each other and share
 * what they show, whatever their database.
 */
public final class Redis implements BeforeAllCallback, AfterAllCallback {
    private static final int TRIES = 10;

    private RedisServer server;

    /** Its address, {@code redis://…}. */
    public String url() {
        return "redis://127.0.0.1:" + server.ports().getFirst();
    }

    @Override
    public void beforeAll(ExtensionContext context) throws IOException {
        server = startedOn(FreePorts.next());
    }

    @Override
    public void afterAll(ExtensionContext context) throws IOException {
        server.stop();
    }

    /**
     * A server of a test's own that runs. Its program is a fresh copy, which cannot be run as long
     * as a process that another test was just starting holds it open.
     */
    public static RedisServer startedOn(int port) throws IOException {
        for (var tries = 1; ; tries++) {
            var server = serverOn(port);
            try {
                server.start();
                return server;
            } catch (IOException | RuntimeException e) {
                if (tries == TRIES) {
                    throw e;
                }
            }
        }
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
}
