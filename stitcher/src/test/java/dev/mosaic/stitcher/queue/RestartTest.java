package dev.mosaic.stitcher.queue;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mosaic.stitcher.job.JobStatus;
import dev.mosaic.stitcher.job.store.JobEvents;
import dev.mosaic.stitcher.job.store.JobLeases;
import dev.mosaic.stitcher.job.store.JobLeases.Reaping;
import dev.mosaic.stitcher.job.store.Jobs;
import dev.mosaic.stitcher.testkit.FreePorts;
import dev.mosaic.stitcher.testkit.SampleJobs;
import io.r2dbc.postgresql.PostgresqlConnectionConfiguration;
import io.r2dbc.postgresql.PostgresqlConnectionFactory;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import org.flywaydb.core.Flyway;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.r2dbc.connection.R2dbcTransactionManager;
import org.springframework.r2dbc.core.DatabaseClient;
import org.springframework.transaction.reactive.TransactionalOperator;
import tools.jackson.databind.json.JsonMapper;

/** A database of its own, which is shut down and started again. */
class RestartTest {
    private static final Duration LEASE = Duration.ofMillis(100);

    @TempDir Path folder;

    @Test
    void databaseThatCameBackAfterAllLeasesWereOverHasNobodyReapedAtFirst() throws IOException {
        UUID job;
        try (var server = server()) {
            Flyway.configure()
                    .dataSource(server.getJdbcUrl("postgres", "postgres"), "postgres", "")
                    .locations("classpath:db/migration")
                    .load()
                    .migrate();
            var world = new World(server);
            job = world.jobs().submit(SampleJobs.request(), "t").block().job().id().value();
            world.leases().claim("a", UUID.randomUUID(), 1, 1, LEASE).blockLast();
        }

        try (var server = server()) {
            var world = new World(server);
            var patient = reaping(Duration.ofMinutes(10));

            assertThat(world.leases().reap(patient).collectList().block()).isEmpty();
            assertThat(world.status(job)).isEqualTo(JobStatus.RUNNING.name());

            assertThat(world.leases().reap(reaping(Duration.ZERO)).collectList().block())
                    .hasSize(1);
        }
    }

    private static Reaping reaping(Duration recovery) {
        return new Reaping(UUID.randomUUID(), List.of(), Duration.ZERO, recovery);
    }

    private EmbeddedPostgres server() throws IOException {
        return EmbeddedPostgres.builder()
                .setPort(FreePorts.next())
                .setDataDirectory(folder.resolve("data"))
                .setCleanDataDirectory(false)
                .start();
    }

    private record World(DatabaseClient db, TransactionalOperator tx) {
        World(EmbeddedPostgres server) {
            this(factory(server));
        }

        private World(PostgresqlConnectionFactory factory) {
            this(
                    DatabaseClient.create(factory),
                    TransactionalOperator.create(new R2dbcTransactionManager(factory)));
        }

        private static PostgresqlConnectionFactory factory(EmbeddedPostgres server) {
            return new PostgresqlConnectionFactory(
                    PostgresqlConnectionConfiguration.builder()
                            .host("127.0.0.1")
                            .port(server.getPort())
                            .database("postgres")
                            .username("postgres")
                            .build());
        }

        Jobs jobs() {
            return new Jobs(db, tx, Clock.systemUTC(), events());
        }

        JobLeases leases() {
            return new JobLeases(db, tx, Clock.systemUTC(), events());
        }

        private JobEvents events() {
            return new JobEvents(db, JsonMapper.builder().build());
        }

        String status(UUID job) {
            return db.sql("select status from runner_jobs where id = :id")
                    .bind("id", job)
                    .mapValue(String.class)
                    .one()
                    .block();
        }
    }
}
