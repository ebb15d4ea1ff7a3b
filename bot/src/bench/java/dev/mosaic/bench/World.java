package dev.mosaic.bench;

import dev.mosaic.bot.embedded.EmbeddedStores;
import dev.mosaic.bot.embedded.MosaicHome;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.Comparator;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * What all arms share: one PostgreSQL as Mosaic brings it along ({@code fsync} and {@code
 * synchronous_commit} on, as shipped), and two Redis, one as shipped and one that syncs each write.
 * Each arm has a database of its own in the one server.
 */
final class World implements AutoCloseable {
    private static final double PROBE_SECONDS = 0.7;

    private final Options options;
    private final MosaicHome home;
    private final EmbeddedStores.Store postgres;
    private final RedisProgram redis;
    private final RedisProgram durableRedis;
    private final Probe probe;
    private final AtomicBoolean closed = new AtomicBoolean();
    private int databases;

    private World(
            Options options,
            MosaicHome home,
            EmbeddedStores.Store postgres,
            RedisProgram redis,
            RedisProgram durableRedis)
            throws SQLException {
        this.options = options;
        this.home = home;
        this.postgres = postgres;
        this.redis = redis;
        this.durableRedis = durableRedis;
        // also when somebody stops the run
        Runtime.getRuntime().addShutdownHook(new Thread(this::stopPostgres));
        this.probe = new Probe(jdbc(postgres.url()), Math.min(PROBE_SECONDS, options.scale()));
    }

    static World start(Options options) throws IOException, InterruptedException, SQLException {
        delete(options.folder().resolve("stores"));
        Files.createDirectories(options.folder());
        var stores = options.folder().resolve("stores");
        var home = MosaicHome.open(stores.toString());
        return new World(
                options,
                home,
                postgres(home),
                RedisProgram.start(stores.resolve("redis-as-shipped")),
                RedisProgram.start(
                        stores.resolve("redis-durable"),
                        "--appendonly",
                        "yes",
                        "--appendfsync",
                        "always",
                        "--save",
                        ""));
    }

    Options options() {
        return options;
    }

    Probe probe() {
        return probe;
    }

    /** A Redis as it comes: what it holds may be lost with the machine. */
    String redis() {
        return redis.url();
    }

    /** How many clients are connected to {@link #redis()}, but for the one that asks. */
    double connectionsOfRedis() throws IOException {
        return redis.connections();
    }

    /** A Redis that syncs each write to disk before it answers. */
    String durableRedis() {
        return durableRedis.url();
    }

    /** An address at which nobody listens. */
    static String noRedis() {
        return "redis://127.0.0.1:" + RedisProgram.freePort();
    }

    /** Its settings, but for the connections: all arms have theirs open at the same time. */
    private static EmbeddedStores.Store postgres(MosaicHome home)
            throws SQLException, InterruptedException {
        try (var first = EmbeddedStores.postgres(home, _ -> {})) {
            execute(first.url(), "alter system set max_connections = 400");
        }
        return EmbeddedStores.postgres(home, _ -> {});
    }

    /** Makes an empty database; its {@code postgres://} address. */
    String database() throws SQLException {
        databases++;
        var name = "bench_" + databases;
        execute(postgres.url(), "create database " + name);
        return postgres.url().replaceFirst("/[^/]*$", "/" + name);
    }

    /** The log of the PostgreSQL server. */
    Path postgresLog() {
        return home.logs().resolve("postgres.log");
    }

    /** Where what a figure needs on disk may be. */
    Path folder(String name) throws IOException {
        return Files.createDirectories(options.folder().resolve("stores").resolve(name));
    }

    static void execute(String postgresUrl, String sql) throws SQLException {
        try (var connection = DriverManager.getConnection(jdbc(postgresUrl));
                var statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    /** The first column of the first row. */
    static double number(String postgresUrl, String sql) throws SQLException {
        try (var connection = DriverManager.getConnection(jdbc(postgresUrl));
                var statement = connection.createStatement();
                var rows = statement.executeQuery(sql)) {
            rows.next();
            return rows.getDouble(1);
        }
    }

    /** {@code postgres://user:password@host:port/name} for a JDBC driver. */
    static String jdbc(String postgresUrl) {
        var uri = URI.create(postgresUrl);
        var login = uri.getUserInfo().split(":", 2);
        return "jdbc:postgresql://%s:%d%s?user=%s&password=%s"
                .formatted(uri.getHost(), uri.getPort(), uri.getPath(), login[0], login[1]);
    }

    /** Tells who watches how far it is. */
    @SuppressWarnings("SystemOut") // the program of this class is a terminal's
    void say(String sentence) {
        System.out.println("[bench] " + sentence);
    }

    @Override
    public void close() throws Exception {
        probe.close();
        redis.close();
        durableRedis.close();
        stopPostgres();
        home.close();
        delete(options.folder().resolve("stores"));
    }

    private void stopPostgres() {
        if (closed.compareAndSet(false, true)) {
            postgres.close();
        }
    }

    private static void delete(Path folder) throws IOException {
        if (!Files.exists(folder)) {
            return;
        }
        try (var paths = Files.walk(folder)) {
            for (var path : paths.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(path);
            }
        }
    }
}
