package dev.mosaic.stitcher.queue.view;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mosaic.stitcher.checkup.Finding;
import dev.mosaic.stitcher.queue.NodeFixture;
import dev.mosaic.stitcher.queue.Pauses;
import dev.mosaic.stitcher.testkit.FreePorts;
import dev.mosaic.stitcher.testkit.Postgres;
import dev.mosaic.stitcher.testkit.Stores;
import io.r2dbc.postgresql.PostgresqlConnectionConfiguration;
import io.r2dbc.postgresql.PostgresqlConnectionFactory;
import java.time.Clock;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.springframework.r2dbc.core.DatabaseClient;

class CheckupTest {
    @RegisterExtension static final Postgres postgres = new Postgres();

    private final Stores stores = Stores.on(postgres, Clock.systemUTC());

    @Test
    void databaseThatIsWellIsFineAndAClockThatIsNotIsNamed() throws Exception {
        assertThat(new DatabaseCheckup(postgres.client(), Clock.systemUTC()).look())
                .first()
                .isInstanceOf(Finding.Fine.class);
        var late = Clock.offset(Clock.systemUTC(), Duration.ofMinutes(-3));
        assertThat(new DatabaseCheckup(postgres.client(), late).look())
                .anySatisfy(it -> assertThat(it.text()).contains("s apart"));
    }

    @Test
    void databaseThatIsAwayIsTroubleWithACure() throws Exception {
        var nowhere =
                new PostgresqlConnectionFactory(
                        PostgresqlConnectionConfiguration.builder()
                                .host("127.0.0.1")
                                .port(FreePorts.next())
                                .username("nobody")
                                .build());

        assertThat(new DatabaseCheckup(DatabaseClient.create(nowhere), Clock.systemUTC()).look())
                .singleElement()
                .isInstanceOfSatisfying(
                        Finding.Trouble.class,
                        it -> assertThat(it.cure()).contains("DATABASE_URL"));
    }

    @Test
    void whatKeepsJobsFromStartingIsNamed() throws Exception {
        var settings = NodeFixture.settings(1, Duration.ofMillis(100), "");
        var pauses = new Pauses(postgres.client());
        pauses.pause(null, "ada", "release").block();
        try (var node = new NodeFixture(postgres, stores, settings)) {
            var findings =
                    new QueueCheckup(node.pulse, node.nodes, pauses, node.signals, settings).look();

            assertThat(findings)
                    .anySatisfy(it -> assertThat(it.text()).contains("Everything is paused by ada"))
                    .anySatisfy(it -> assertThat(it.text()).contains("no Valkey"))
                    .anySatisfy(it -> assertThat(it).isInstanceOf(Finding.Trouble.class));
        }
    }
}
