package dev.mosaic.stitcher.queue.view;

import dev.mosaic.stitcher.blocking.Await;
import dev.mosaic.stitcher.checkup.Checkup;
import dev.mosaic.stitcher.checkup.Finding;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.springframework.r2dbc.core.DatabaseClient;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Mono;

/** The database as the queue needs it: there, not too old, on time, and cleaned up after. */
@Component
class DatabaseCheckup implements Checkup {
    private static final int OLDEST_VERSION = 15;
    private static final Duration CLOCKS = Duration.ofSeconds(5);
    private static final Duration LONG_TRANSACTION = Duration.ofMinutes(15);
    private static final long MANY_DEAD = 50_000;

    private static final String LOOK =
            """
            select current_setting('server_version_num')::int / 10000 as version,
                   clock_timestamp() as now,
                   coalesce((select extract(epoch from max(clock_timestamp() - xact_start))::bigint
                             from pg_stat_activity where backend_type = 'client backend'), 0) as oldest,
                   coalesce((select n_live_tup from pg_stat_user_tables where relname = 'runner_jobs'), 0) as alive,
                   coalesce((select n_dead_tup from pg_stat_user_tables where relname = 'runner_jobs'), 0) as dead
            """;

    private final DatabaseClient db;
    private final Clock clock;

    DatabaseCheckup(DatabaseClient db, Clock clock) {
        this.db = db;
        this.clock = clock;
    }

    private record Look(int version, Instant now, long oldest, long alive, long dead) {}

    @Override
    public String subject() {
        return "database";
    }

    @Override
    public List<Finding> look() throws InterruptedException {
        try {
            return findings(Await.value(looked()));
        } catch (RuntimeException e) {
            return List.of(
                    new Finding.Trouble(
                            "The database does not answer (%s)."
                                    .formatted(e.getClass().getSimpleName()),
                            "Start it, or correct DATABASE_URL."));
        }
    }

    private Mono<Look> looked() {
        return db.sql(LOOK)
                .map(row ->
                        new Look(
                                Objects.requireNonNull(row.get("version", Integer.class)),
                                Objects.requireNonNull(row.get("now", Instant.class)),
                                Objects.requireNonNull(row.get("oldest", Long.class)),
                                Objects.requireNonNull(row.get("alive", Long.class)),
                                Objects.requireNonNull(row.get("dead", Long.class))))
                .one();
    }

    private List<Finding> findings(Look look) {
        var findings = new ArrayList<Finding>();
        var version = "PostgreSQL %d answers.".formatted(look.version());
        findings.add(
                look.version() < OLDEST_VERSION
                        ? new Finding.Trouble(
                                version, "Use PostgreSQL %d or newer.".formatted(OLDEST_VERSION))
                        : new Finding.Fine(version));
        var apart = Duration.between(clock.instant(), look.now()).abs();
        if (apart.compareTo(CLOCKS) > 0) {
            findings.add(
                    new Finding.Warning(
                            "Its clock and this machine's are %d s apart."
                                    .formatted(apart.toSeconds()),
                            "Set both by NTP."));
        }
        if (look.oldest() > LONG_TRANSACTION.toSeconds()) {
            findings.add(
                    new Finding.Warning(
                            "A transaction has been open for %d s; nothing is cleaned up meanwhile."
                                    .formatted(look.oldest()),
                            "End it: select pg_terminate_backend(pid) from pg_stat_activity."));
        }
        if (look.dead() > MANY_DEAD && look.dead() > look.alive()) {
            findings.add(
                    new Finding.Warning(
                            "The table of jobs holds more dead rows (%d) than live ones."
                                    .formatted(look.dead()),
                            "Look why autovacuum does not come: vacuum verbose runner_jobs."));
        }
        return findings;
    }
}
