package dev.mosaic.stitcher.job.store;

import dev.mosaic.stitcher.job.JobEvent;
import dev.mosaic.stitcher.job.JobId;
import dev.mosaic.stitcher.job.JobStatus;
import dev.mosaic.stitcher.job.JobStep;
import dev.mosaic.stitcher.job.Lease;
import dev.mosaic.stitcher.job.RecordedEvent;
import dev.mosaic.stitcher.job.Stage;
import dev.mosaic.stitcher.job.row.Columns;
import io.r2dbc.spi.Readable;
import java.time.Clock;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.r2dbc.core.DatabaseClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.reactive.TransactionalOperator;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * The store of steps. Every change is made under the job's lease and tells of itself in the log.
 */
@Component
public class JobSteps {
    private static final String INSERT =
            """
            insert into job_steps (id, job_id, attempt, round, stage, profile, status, started_at)
            values (:id, :job, :attempt, :round, :stage, :profile, 'RUNNING', :now)
            returning *
            """;

    private static final String ABANDON =
            """
            update job_steps set status = 'ABANDONED', finished_at = :now
            where job_id = :job and status = 'RUNNING'
            returning *
            """;

    private static final String FINISH =
            """
            update job_steps set status = :status, finished_at = :now, summary = :summary,
                result = :result::jsonb,
                progress = case when :status in ('DONE', 'REJECTED') then 100 else progress end
            where id = :id and job_id = :job and status = 'RUNNING'
            returning *
            """;

    private static final String OF_JOB = "select * from job_steps where job_id = :job order by pos";

    private final DatabaseClient db;
    private final Clock clock;
    private final JobTable table;
    private final JobEvents events;

    public JobSteps(DatabaseClient db, TransactionalOperator tx, Clock clock, JobEvents events) {
        this.db = db;
        this.clock = clock;
        this.table = new JobTable(db, tx, clock, events);
        this.events = events;
    }

    /** Begins a step ({@code step.started}); a RUNNING step of the same job is ABANDONED first. */
    public Mono<JobStep> begin(Lease lease, int attempt, int round, Stage stage, String profile) {
        return table.atomically(
                table.lock(lease, JobStatus.RUNNING)
                        .then(Mono.defer(() -> abandon(lease.job())))
                        .then(Mono.defer(() -> insert(lease.job(), attempt, round, stage, profile)))
                        .delayUntil(step ->
                                tell(step.job(), new JobEvent.StepStarted(stage, round, profile))));
    }

    /**
     * Ends a step ({@code step.finished}); {@link IllegalStateException} if it has ended. Also
     * while the job is CANCELLING. @param result JSON for a later step or a restart; null for none
     */
    public Mono<JobStep> finish(
            Lease lease,
            UUID step,
            JobStep.Status status,
            String summary,
            @Nullable String result) {
        return table.atomically(
                table.lock(lease)
                        .then(Mono.defer(() -> end(lease.job(), step, status, summary, result)))
                        .delayUntil(this::tellEnd));
    }

    /** All steps of a job in the order in which they began. */
    public Flux<JobStep> of(JobId job) {
        return db.sql(OF_JOB).bind("job", job.value()).map(JobSteps::toStep).all();
    }

    private Mono<Void> abandon(JobId job) {
        return db.sql(ABANDON)
                .bind("job", job.value())
                .bind("now", clock.instant())
                .map(JobSteps::toStep)
                .one()
                .flatMap(this::tellEnd)
                .then();
    }

    private Mono<JobStep> insert(JobId job, int attempt, int round, Stage stage, String profile) {
        return db.sql(INSERT)
                .bind("id", UUID.randomUUID())
                .bind("job", job.value())
                .bind("attempt", attempt)
                .bind("round", round)
                .bind("stage", stage.name())
                .bind("profile", profile)
                .bind("now", clock.instant())
                .map(JobSteps::toStep)
                .one();
    }

    private Mono<JobStep> end(
            JobId job, UUID step, JobStep.Status status, String summary, @Nullable String result) {
        return db.sql(FINISH)
                .bind("id", step)
                .bind("job", job.value())
                .bind("status", status.name())
                .bind("summary", events.clean(summary))
                .bind(
                        "result",
                        Columns.orNull(
                                String.class, result == null ? null : events.cleanJson(result)))
                .bind("now", clock.instant())
                .map(JobSteps::toStep)
                .one()
                .switchIfEmpty(
                        Mono.error(() ->
                                new IllegalStateException(
                                        "step %s is not running".formatted(step))));
    }

    private Mono<RecordedEvent> tellEnd(JobStep step) {
        var summary = step.summary() == null ? "" : step.summary();
        return tell(
                step.job(),
                new JobEvent.StepFinished(step.stage(), step.round(), step.status(), summary));
    }

    private Mono<RecordedEvent> tell(JobId job, JobEvent event) {
        return table.append(job, event, JobTable.MOSAIC);
    }

    private static JobStep toStep(Readable row) {
        return new JobStep(
                Columns.of(row, "id", UUID.class),
                new JobId(Columns.of(row, "job_id", UUID.class)),
                Columns.number(row, "attempt"),
                Columns.number(row, "round"),
                Columns.constant(row, "stage", Stage.class),
                Columns.text(row, "profile"),
                Columns.constant(row, "status", JobStep.Status.class),
                Columns.number(row, "progress"),
                Columns.of(row, "started_at", Instant.class),
                row.get("finished_at", Instant.class),
                row.get("summary", String.class),
                row.get("result", String.class));
    }
}
