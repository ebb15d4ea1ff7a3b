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
    private RedisServer server;

    /** Its address, {@code redis://…}. */
    public String url() {
        return "redis://127.0.0.1:" + server.ports().getFirst();
    }

    @Override
    public void beforeAll(ExtensionContext context) throws IOException {
        server = serverOn(FreePorts.next());
        server.start();
    }

    @Override
    public void afterAll(ExtensionContext context) throws IOException {
        server.stop();
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
