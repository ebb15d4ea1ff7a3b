package dev.mosaic.faults;

import static org.awaitility.Awaitility.await;

import dev.mosaic.stitcher.testkit.FreePorts;
import dev.mosaic.stitcher.testkit.Redis;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import redis.embedded.RedisServer;

/** A PostgreSQL and a Redis of a test's own, on ports that stay, so that they can be broken. */
final class FaultStores implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofMinutes(2);

    private final Path data;
    private final int postgresPort = FreePorts.next();
    private final int redisPort = FreePorts.next();
    private final RedisServer redis = Redis.serverOn(redisPort);
    private EmbeddedPostgres postgres;

    FaultStores(Path folder) throws IOException {
        data = folder.resolve("postgres");
        postgres = startPostgres();
        redis.start();
    }

    private EmbeddedPostgres startPostgres() throws IOException {
        return EmbeddedPostgres.builder()
                .setPort(postgresPort)
                .setDataDirectory(data)
                .setCleanDataDirectory(false)
                .setServerConfig("max_connections", "100")
                // the machine lives on, so the log need not be on its disk; but it must be
                // written when a commit is answered, which the library's default does not wait for
                .setServerConfig("fsync", "off")
                .setServerConfig("synchronous_commit", "on")
                .start();
    }

    int postgresPort() {
        return postgresPort;
    }

    int redisPort() {
        return redisPort;
    }

    /** A connection that no proxy stands before. */
    Connection connect() throws SQLException {
        return DriverManager.getConnection(
                "jdbc:postgresql://127.0.0.1:%d/postgres?user=postgres".formatted(postgresPort));
    }

    /** All backends end at once, without a checkpoint; then the server recovers from its log. */
    void restartPostgresAtOnce() throws IOException {
        var pid = Long.parseLong(Files.readAllLines(data.resolve("postmaster.pid")).getFirst());
        var master = ProcessHandle.of(pid).orElseThrow();
        Signals.send("QUIT", pid);
        await().atMost(PATIENCE).until(() -> !master.isAlive());
        // gives its lock of the data back
        postgres.close();
        postgres = startPostgres();
    }

    void terminateBackends() throws SQLException {
        try (var connection = connect();
                var statement = connection.createStatement()) {
            statement.execute(
                    "select pg_terminate_backend(pid) from pg_stat_activity"
                            + " where pid <> pg_backend_pid() and backend_type = 'client backend'");
        }
    }

    void flushAll() throws IOException {
        redis("FLUSHALL");
    }

    void killSubscribers() throws IOException {
        redis("CLIENT KILL TYPE pubsub");
    }

    private void redis(String command) throws IOException {
        try (var socket = new Socket(InetAddress.getLoopbackAddress(), redisPort)) {
            socket.setSoTimeout((int) PATIENCE.toMillis());
            socket.getOutputStream().write((command + "\r\n").getBytes(StandardCharsets.US_ASCII));
            if (socket.getInputStream().read() == '-') {
                throw new IOException("Redis refused " + command);
            }
        }
    }

    @Override
    public void close() throws IOException {
        redis.stop();
        postgres.close();
    }
}
