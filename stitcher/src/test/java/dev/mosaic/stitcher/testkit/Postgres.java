package dev.mosaic.stitcher.testkit;

import static org.awaitility.Awaitility.await;

import io.r2dbc.pool.ConnectionPool;
import io.r2dbc.pool.ConnectionPoolConfiguration;
import io.r2dbc.postgresql.PostgresqlConnectionConfiguration;
import io.r2dbc.postgresql.PostgresqlConnectionFactory;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.UUID;
import org.flywaydb.core.Flyway;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.springframework.r2dbc.connection.R2dbcTransactionManager;
import org.springframework.r2dbc.core.DatabaseClient;
import org.springframework.transaction.reactive.TransactionalOperator;
import reactor.core.publisher.Flux;

/** A real PostgreSQL: one server per JVM, one fresh and migrated database per test class. */
public final class Postgres implements BeforeAllCallback, AfterAllCallback {
    /** What each class gets a copy of: to migrate anew takes several times as long. */
    private static final String MIGRATED = "migrated";

    private static final int MOST = 20;
    private static final String HELD_UP =
            """
            select exists (
                select 1 from job_events where tx >= pg_snapshot_xmin(pg_current_snapshot()))
            """;

    private static EmbeddedPostgres server;

    private String database = "";
    private ConnectionPool pool;

    /** The database of this class. */
    public DatabaseClient client() {
        return DatabaseClient.create(pool);
    }

    /** Transactions on {@link #client()}. */
    public TransactionalOperator transactions() {
        return TransactionalOperator.create(new R2dbcTransactionManager(pool));
    }

    public ConnectionPool pool() {
        return pool;
    }

    public int port() {
        return server.getPort();
    }

    public String database() {
        return database;
    }

    /** {@code postgres://} address of this class's database. */
    public String url() {
        return "postgres://postgres@127.0.0.1:" + port() + "/" + database;
    }

    /** Ends all connections to the database of this class, those of {@link #pool()} too. */
    public void cut() {
        DatabaseClient.create(factory("postgres"))
                .sql("select pg_terminate_backend(pid) from pg_stat_activity where datname = :name")
                .bind("name", database)
                .then()
                .block();
    }

    /**
     * Waits until whoever asks over the pool of a client is answered: that a connection was cut is
     * noticed a little later, and until then somebody may be given it.
     */
    public static void awaitWhole(DatabaseClient client) {
        var asked = client.sql("select 1 from pg_sleep(0.05)").then().thenReturn(true);
        await().ignoreExceptions()
                .until(() -> Flux.range(0, MOST).flatMap(_ -> asked, MOST).count().block() == MOST);
    }

    /**
     * Waits until readers of the whole log see all that was committed: they are held up by every
     * transaction of the server, and thus by those of classes that run beside this one.
     */
    public void awaitWholeLog() {
        await().until(() -> !client().sql(HELD_UP).mapValue(Boolean.class).one().block());
    }

    @Override
    public void beforeAll(ExtensionContext context) {
        startOnce();
        database = "t_" + UUID.randomUUID().toString().replace('-', '_');
        make(database + " template " + MIGRATED);
        pool =
                new ConnectionPool(
                        ConnectionPoolConfiguration.builder(factory(database))
                                .initialSize(1)
                                .maxSize(MOST)
                                // as in the program: nobody waits for ever for a connection
                                .maxCreateConnectionTime(Duration.ofSeconds(5))
                                .maxAcquireTime(Duration.ofSeconds(15))
                                .acquireRetry(2)
                                .build());
    }

    @Override
    public void afterAll(ExtensionContext context) {
        pool.disposeLater().block();
    }

    private static PostgresqlConnectionFactory factory(String name) {
        return new PostgresqlConnectionFactory(
                PostgresqlConnectionConfiguration.builder()
                        .host("127.0.0.1")
                        .port(server.getPort())
                        .database(name)
                        .username("postgres")
                        .build());
    }

    private static synchronized void startOnce() {
        if (server != null) {
            return;
        }
        try {
            server =
                    EmbeddedPostgres.builder()
                            .setPort(FreePorts.next())
                            .setServerConfig("max_connections", "300")
                            .setServerConfig("fsync", "off")
                            .start();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        make(MIGRATED);
        Flyway.configure()
                .dataSource(server.getJdbcUrl("postgres", MIGRATED), "postgres", "")
                .locations("classpath:db/migration")
                .load()
                .migrate();
    }

    private static void make(String database) {
        DatabaseClient.create(factory("postgres"))
                .sql("create database " + database)
                .then()
                .block();
    }
}
