package dev.mosaic.stitcher.queue;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.mosaic.stitcher.job.JobId;
import dev.mosaic.stitcher.job.store.JobEvents;
import dev.mosaic.stitcher.job.store.JobLeases;
import dev.mosaic.stitcher.job.store.Jobs;
import dev.mosaic.stitcher.secrets.Redactor;
import dev.mosaic.stitcher.testkit.FreePorts;
import dev.mosaic.stitcher.testkit.Postgres;
import dev.mosaic.stitcher.testkit.SampleJobs;
import dev.mosaic.stitcher.testkit.Stores;
import io.r2dbc.postgresql.PostgresqlConnectionConfiguration;
import io.r2dbc.postgresql.PostgresqlConnectionFactory;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.context.annotation.AnnotationConfigApplicationContext;
import org.springframework.core.env.MapPropertySource;
import org.springframework.dao.DataAccessResourceFailureException;
import org.springframework.r2dbc.connection.R2dbcTransactionManager;
import org.springframework.r2dbc.core.DatabaseClient;
import org.springframework.transaction.reactive.TransactionalOperator;
import tools.jackson.databind.json.JsonMapper;

/** The queue while the database is away. */
class OutageTest {
    private static final Duration SOON = Duration.ofMillis(100);
    private static final String CLAIM = "claim_jobs(text, uuid, int, int, int, interval)";

    @RegisterExtension static final Postgres postgres = new Postgres();

    private final Stores stores = Stores.on(postgres, Clock.systemUTC());

    @TempDir Path home;

    @AfterEach
    void leaveNoConnectionThatWasCut() {
        Postgres.awaitWhole(postgres.client());
    }

    @Test
    void nodeGoesOnWhenItsConnectionsWereCut() {
        try (var node = started()) {
            var before = stores.submit(SampleJobs.request()).id();
            await().until(() -> node.has(before));

            postgres.cut();
            var after = submitted();

            await().atMost(Duration.ofSeconds(30)).until(() -> node.has(after));
        }
    }

    @Test
    void jobWhoseClaimWasNeverAnsweredIsGivenAfterAll() {
        try (var node = started()) {
            // turns fail while the function is away, and each might have been a lost answer
            sql("alter function " + CLAIM + " rename to claimed_unheard");
            // who had prepared its claim before would find the function under any name
            postgres.cut();
            var job = submitted();
            await().during(Duration.ofMillis(500)).until(() -> !node.has(job));
            Postgres.awaitWhole(postgres.client());
            sql(
                    "select id from claimed_unheard('%s', '%s', 1, 9, 0, interval '30 s')"
                            .formatted(node.node.id(), node.node.incarnation()));
            sql("alter function claimed_unheard rename to claim_jobs");

            await().atMost(Duration.ofSeconds(30)).until(() -> node.has(job));
            await().during(Duration.ofMillis(500))
                    .until(() ->
                            node.given.stream().filter(c -> c.job().id().equals(job)).count() == 1);
        }
    }

    @Test
    void nodeThatCannotLookForJobsSaysSoUntilItCan() {
        try (var node = started()) {
            await().until(() -> node.claims.standstill().compareTo(SOON.multipliedBy(5)) < 0);
            assertThat(node.pulse.trouble()).isNull();

            sql("alter function " + CLAIM + " rename to claim_away");
            await().atMost(Duration.ofSeconds(30)).until(() -> node.pulse.trouble() != null);
            assertThat(node.pulse.trouble()).contains("not looked for jobs");
            sql("alter function claim_away rename to claim_jobs");

            await().atMost(Duration.ofSeconds(30)).until(() -> node.pulse.trouble() == null);
        }
    }

    @Test
    void beansStartAndStopWithoutAnyServer() {
        try (var context = new AnnotationConfigApplicationContext()) {
            var nowhere = nowhere();
            var settings =
                    new QueueSettings(
                            1,
                            1,
                            0,
                            Duration.ofSeconds(30),
                            SOON,
                            SOON,
                            SOON,
                            new QueueSettings.Reap(SOON, SOON),
                            "",
                            "redis://127.0.0.1:" + FreePorts.next());
            context.getEnvironment()
                    .getPropertySources()
                    .addFirst(
                            new MapPropertySource("test", Map.of("mosaic.home", home.toString())));
            context.registerBean(DatabaseClient.class, () -> DatabaseClient.create(nowhere));
            context.registerBean(
                    TransactionalOperator.class,
                    () -> TransactionalOperator.create(new R2dbcTransactionManager(nowhere)));
            context.registerBean(Clock.class, Clock::systemUTC);
            context.registerBean(Redactor.class, Redactor::builtIn);
            context.registerBean(JsonMapper.class, () -> JsonMapper.builder().build());
            context.registerBean(QueueSettings.class, () -> settings);
            context.register(Jobs.class, JobEvents.class, JobLeases.class);
            context.register(Claims.class, Leases.class, Signals.class, Valkey.class);
            context.register(Membership.class, Nodes.class, Reaper.class);
            context.register(NodeConfiguration.class);

            context.refresh();

            assertThat(context.getBean(Claims.class).isRunning()).isTrue();
            assertThat(context.getBean(Node.class).id()).startsWith("node-");
            var stopping = System.nanoTime();
            context.close();
            // parts of the shutdown that waited for the database would wait for a minute together
            assertThat(Duration.ofNanos(System.nanoTime() - stopping))
                    .isLessThan(Duration.ofSeconds(30));
        }
    }

    /** Asks again, as clients do: the connection that it is asked over may be a cut one. */
    private JobId submitted() {
        var request = SampleJobs.request();
        return await().ignoreException(DataAccessResourceFailureException.class)
                .until(() -> stores.submit(request).id(), Objects::nonNull);
    }

    private NodeFixture started() {
        return new NodeFixture(postgres, stores, NodeFixture.settings(4, SOON, "")).start(4);
    }

    private static PostgresqlConnectionFactory nowhere() {
        return new PostgresqlConnectionFactory(
                PostgresqlConnectionConfiguration.builder()
                        .host("127.0.0.1")
                        .port(FreePorts.next())
                        .username("nobody")
                        .build());
    }

    private static void sql(String sql) {
        postgres.client().sql(sql).then().block();
    }
}
