package dev.mosaic.stitcher.retention;

import java.time.Duration;
import org.springframework.r2dbc.core.DatabaseClient;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * Deletes old rows in small batches, so that no statement holds locks for long. Ages are measured
 * on the database clock. Several nodes may do it at once: each takes rows that no other has.
 */
@Component
final class Leftovers {
    private static final String LOGS =
            """
            delete from job_log_chunks where pos in (
                select c.pos from job_log_chunks c
                join job_steps s on s.id = c.step_id
                join runner_jobs j on j.id = s.job_id
                where j.status in ('COMPLETED', 'FAILED', 'CANCELLED', 'QUARANTINED')
                  and j.finished_at < clock_timestamp() - make_interval(secs => :age)
                limit :batch
                for update of c skip locked)
            """;

    private static final String WORK =
            """
            delete from shared_work where (job_id, head) in (
                select w.job_id, w.head from shared_work w
                join runner_jobs j on j.id = w.job_id
                where j.status in ('COMPLETED', 'FAILED', 'CANCELLED', 'QUARANTINED')
                  and j.finished_at < clock_timestamp() - make_interval(secs => :age)
                limit :batch
                for update of w skip locked)
            """;

    private static final String INBOX =
            """
            delete from inbox where (source, delivery_id) in (
                select source, delivery_id from inbox
                where closed_at < clock_timestamp() - make_interval(secs => :age)
                limit :batch
                for update skip locked)
            """;

    private static final String OUTBOX =
            """
            delete from outbox where id in (
                select id from outbox
                where sent_at < clock_timestamp() - make_interval(secs => :age)
                limit :batch
                for update skip locked)
            """;

    private final DatabaseClient db;
    private final RetentionSettings settings;

    Leftovers(DatabaseClient db, RetentionSettings settings) {
        this.db = db;
        this.settings = settings;
    }

    /** Deletes everything that is old enough; gives how many rows that were. */
    Mono<Long> clear() {
        return Flux.concat(
                        clear(LOGS, settings.logs()),
                        clear(WORK, settings.work()),
                        clear(INBOX, settings.inbox()),
                        clear(OUTBOX, settings.outbox()))
                .reduce(0L, Long::sum);
    }

    private Mono<Long> clear(String delete, Duration age) {
        return batch(delete, age)
                .expand(rows -> rows < settings.batch() ? Mono.empty() : batch(delete, age))
                .reduce(0L, Long::sum);
    }

    private Mono<Long> batch(String delete, Duration age) {
        return db.sql(delete)
                .bind("age", (double) age.toSeconds())
                .bind("batch", settings.batch())
                .fetch()
                .rowsUpdated();
    }
}
