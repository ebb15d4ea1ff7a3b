package dev.mosaic.stitcher.database;

import static io.r2dbc.spi.ConnectionFactoryOptions.DATABASE;
import static io.r2dbc.spi.ConnectionFactoryOptions.DRIVER;
import static io.r2dbc.spi.ConnectionFactoryOptions.HOST;
import static io.r2dbc.spi.ConnectionFactoryOptions.PASSWORD;
import static io.r2dbc.spi.ConnectionFactoryOptions.PORT;
import static io.r2dbc.spi.ConnectionFactoryOptions.USER;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.mosaic.stitcher.testkit.FaultyProxy;
import dev.mosaic.stitcher.testkit.FaultyProxy.Fault;
import dev.mosaic.stitcher.testkit.Postgres;
import io.r2dbc.pool.ConnectionPool;
import io.r2dbc.pool.ConnectionPoolConfiguration;
import io.r2dbc.spi.ConnectionFactories;
import io.r2dbc.spi.ConnectionFactory;
import io.r2dbc.spi.ConnectionFactoryOptions;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.springframework.dao.DataAccessResourceFailureException;
import org.springframework.r2dbc.connection.R2dbcTransactionManager;
import org.springframework.r2dbc.core.DatabaseClient;
import org.springframework.transaction.reactive.TransactionalOperator;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** Whatever becomes of the database, a connection to it comes free again. */
class DatabaseLimitsTest {
    @RegisterExtension static final Postgres postgres = new Postgres();

    /** Long for a test, and far below what the kernel would wait. */
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private static final Duration LONG = Duration.ofMinutes(5);

    private final List<ConnectionPool> pools = new ArrayList<>();
    private FaultyProxy network;

    @BeforeEach
    void listen() {
        network = new FaultyProxy(postgres.port());
    }

    @AfterEach
    void close() throws IOException {
        network.become(new Fault.None());
        pools.forEach(pool -> pool.disposeLater().block());
        network.close();
    }

    @Test
    void aStatementThatRunsTooLongIsEndedAndItsConnectionServesTheNext() {
        var pool = pool(1, new DatabaseSettings(Duration.ofMillis(200), LONG, LONG));
        var db = DatabaseClient.create(pool);

        assertThatThrownBy(() -> db.sql("select pg_sleep(120)").then().block(PATIENCE))
                .isInstanceOf(DataAccessResourceFailureException.class);
        assertThat(one(db)).isEqualTo(1);
    }

    @Test
    void aNetworkThatSwallowsWhatItIsGivenDoesNotKeepTheConnections() {
        var pool =
                pool(3, new DatabaseSettings(Duration.ofMillis(500), LONG, Duration.ofSeconds(2)));
        var db = DatabaseClient.create(pool);
        assertThat(one(db)).isEqualTo(1);

        network.become(new Fault.Blackhole());
        var failures =
                Flux.range(0, 3)
                        .flatMap(_ ->
                                db.sql("select 1")
                                        .then()
                                        .thenReturn("answered")
                                        .onErrorResume(
                                                DataAccessResourceFailureException.class,
                                                _ -> Mono.just("given up")))
                        .collectList()
                        .block(PATIENCE);

        assertThat(failures).containsOnly("given up").hasSize(3);
        Awaitility.await()
                .atMost(PATIENCE)
                .untilAsserted(
                        () -> assertThat(pool.getMetrics().orElseThrow().acquiredSize()).isZero());
        network.become(new Fault.None());
        assertThat(one(db)).isEqualTo(1);
    }

    @Test
    void aConnectionThatIsAskedNothingStaysOpen() {
        var settings = new DatabaseSettings(Duration.ofMillis(500), LONG, Duration.ofSeconds(1));
        var pool = pool(1, settings);
        var db = DatabaseClient.create(pool);
        var backend = db.sql("select pg_backend_pid()").mapValue(Integer.class).one();

        var before = backend.block(PATIENCE);
        var after = Mono.delay(settings.silence().multipliedBy(3)).then(backend).block(PATIENCE);

        assertThat(after).isEqualTo(before);
    }

    @Test
    void aFrozenNodeDoesNotKeepItsLocks() {
        var mine = DatabaseClient.create(postgres.pool());
        mine.sql("create table held (id int primary key)")
                .then()
                .then(mine.sql("insert into held values (1)").then())
                .block(PATIENCE);
        var pool = pool(1, new DatabaseSettings(LONG.minusSeconds(1), Duration.ofSeconds(2), LONG));
        var frozen = DatabaseClient.create(pool);
        var freezing =
                TransactionalOperator.create(new R2dbcTransactionManager(pool))
                        .transactional(
                                frozen.sql("select id from held for update")
                                        .then()
                                        .then(Mono.never()))
                        .subscribe(_ -> {}, _ -> {});
        Awaitility.await()
                .atMost(PATIENCE)
                .until(() ->
                        mine.sql("select id from held for update nowait")
                                .then()
                                .thenReturn(false)
                                .onErrorReturn(true)
                                .block());

        mine.sql("select id from held for update").then().block(PATIENCE);

        freezing.dispose();
    }

    @Test
    void aLimitThatCutsLongerThanTheDatabaseMayTakeIsRefusedByName() {
        assertThatThrownBy(() ->
                        new DatabaseSettings(
                                Duration.ofSeconds(20),
                                Duration.ofSeconds(15),
                                Duration.ofSeconds(15)))
                .hasMessageContaining("mosaic.database.silence")
                .hasMessageContaining("mosaic.database.statement");
    }

    private static Integer one(DatabaseClient db) {
        return db.sql("select 1").mapValue(Integer.class).one().block(PATIENCE);
    }

    private ConnectionPool pool(int size, DatabaseSettings settings) {
        var pool =
                new ConnectionPool(
                        ConnectionPoolConfiguration.builder(factory(settings))
                                .initialSize(size)
                                .maxSize(size)
                                .maxCreateConnectionTime(Duration.ofSeconds(5))
                                .maxAcquireTime(Duration.ofSeconds(30))
                                .build());
        pools.add(pool);
        pool.warmup().block(PATIENCE);
        return pool;
    }

    private ConnectionFactory factory(DatabaseSettings settings) {
        var options =
                ConnectionFactoryOptions.builder()
                        .option(DRIVER, "postgresql")
                        .option(HOST, "127.0.0.1")
                        .option(PORT, network.port())
                        .option(DATABASE, postgres.database())
                        .option(USER, "postgres")
                        .option(PASSWORD, "");
        new DatabaseLimits(settings).customize(options);
        return ConnectionFactories.get(options.build());
    }
}
