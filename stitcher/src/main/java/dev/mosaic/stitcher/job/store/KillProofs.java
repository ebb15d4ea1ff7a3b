package dev.mosaic.stitcher.job.store;

import dev.mosaic.stitcher.job.JobEvent;
import dev.mosaic.stitcher.job.JobId;
import dev.mosaic.stitcher.job.RecordedEvent;
import dev.mosaic.stitcher.job.row.Columns;
import java.util.List;
import org.springframework.r2dbc.core.DatabaseClient;
import reactor.core.publisher.Mono;

/**
 * What is written when nothing of a killed job runs any more, or something does all the same. Joins
 * the caller's transaction, in which the job is locked.
 */
final class KillProofs {
    private static final String PROVE =
            """
            update kills set
                survivors = :survivors,
                proven_at = case when cardinality(:survivors) = 0 then clock_timestamp() end,
                after_ms = case when cardinality(:survivors) = 0
                                then (extract(epoch from clock_timestamp() - at) * 1000)::bigint end
            where job_id = :job and epoch = :epoch and proven_at is null
            returning coalesce(
                after_ms, (extract(epoch from clock_timestamp() - at) * 1000)::bigint) as since
            """;

    /** The end of an agent that could not be written when it ended. */
    private static final String END_AGENTS =
            """
            update agents set state = 'KILLED', completed_at = clock_timestamp(),
                error = 'It was killed, and its end could not be written down at the time.'
            where job_id = :job and epoch = :epoch and state in ('SPAWNING', 'RUNNING')
            """;

    private final DatabaseClient db;
    private final JobTable table;

    KillProofs(DatabaseClient db, JobTable table) {
        this.db = db;
        this.table = table;
    }

    /**
     * Answers every kill of a job under that lease which was not proven yet, with one {@code
     * kill.proven}. False if there was none.
     */
    Mono<Boolean> write(JobId job, long epoch, List<String> survivors) {
        return db.sql(PROVE)
                .bind("survivors", survivors.toArray(String[]::new))
                .bind("job", job.value())
                .bind("epoch", epoch)
                .map(row -> Columns.of(row, "since", Long.class))
                .all()
                .reduce(Math::max)
                .flatMap(since -> tell(job, since, survivors))
                .hasElement();
    }

    Mono<RecordedEvent> tell(JobId job, long millis, List<String> survivors) {
        return table.append(job, new JobEvent.KillProven(millis, survivors), JobTable.MOSAIC);
    }

    Mono<Void> endAgents(JobId job, long epoch) {
        return db.sql(END_AGENTS).bind("job", job.value()).bind("epoch", epoch).then();
    }
}
