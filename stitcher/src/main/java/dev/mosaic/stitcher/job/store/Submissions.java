package dev.mosaic.stitcher.job.store;

import dev.mosaic.stitcher.job.Job;
import dev.mosaic.stitcher.job.JobEvent;
import dev.mosaic.stitcher.job.JobRequest;
import dev.mosaic.stitcher.job.JobStatus;
import dev.mosaic.stitcher.job.row.Columns;
import dev.mosaic.stitcher.job.store.Jobs.Submission;
import java.time.Clock;
import org.springframework.dao.DuplicateKeyException;
import org.springframework.r2dbc.core.DatabaseClient;
import org.springframework.transaction.NoTransactionException;
import org.springframework.transaction.reactive.TransactionSynchronizationManager;
import reactor.core.publisher.Mono;

/** How a request becomes a job: at most one per trigger, at most one live job per subject. */
final class Submissions {
    /** A statement of its own, so that the next one sees what the holder before us committed. */
    private static final String ALONE_WITH_TRIGGER =
            "select pg_advisory_xact_lock(7002, hashtext(:trigger))::text";

    private static final String TRIGGERED =
            """
            select j.* from triggers t join runner_jobs j on j.id = t.job_id where t.key = :trigger
            """;

    private static final String REMEMBER_TRIGGER =
            "insert into triggers (key, job_id, at) values (:trigger, :job, :now)";

    private static final String LIVE_FOR =
            """
            select * from runner_jobs
            where repo = :repo and issue_number = :issue and kind = :kind
              and subject_branch = :branch and %s
            """
                    .formatted(JobTable.LIVE);

    private static final int TRIES = 5;

    private final DatabaseClient db;
    private final Clock clock;
    private final JobTable table;
    private final JobEvents events;

    Submissions(DatabaseClient db, Clock clock, JobTable table, JobEvents events) {
        this.db = db;
        this.clock = clock;
        this.table = table;
        this.events = events;
    }

    /** As {@link Jobs#submit}. */
    Mono<Submission> submit(JobRequest request, String trigger) {
        var key = Columns.storable(trigger);
        return Mono.fromCallable(() -> request.cleaned(events::clean))
                .flatMap(clean ->
                        isInTransaction()
                                .flatMap(inside -> inside ? Mono.empty() : atOnce(clean, key))
                                .switchIfEmpty(Mono.defer(() -> carefully(clean, key))));
    }

    /** As {@link Jobs#startedBy}. */
    Mono<Job> startedBy(String trigger) {
        return db.sql(TRIGGERED)
                .bind("trigger", Columns.storable(trigger))
                .map(JobTable::toJob)
                .one();
    }

    private static Mono<Boolean> isInTransaction() {
        return TransactionSynchronizationManager.forCurrentTransaction()
                .thenReturn(true)
                .onErrorReturn(NoTransactionException.class, false);
    }

    /**
     * In one statement of its own, because somebody waits. Empty if it is not as simple as that: a
     * race for the trigger, too, leaves nothing behind.
     */
    private Mono<Submission> atOnce(JobRequest request, String trigger) {
        return accept(request, trigger)
                .doOnNext(_ -> events.tick())
                .onErrorResume(DuplicateKeyException.class, _ -> Mono.empty());
    }

    /** Alone with the trigger; inside a caller's transaction no other way could fail and go on. */
    private Mono<Submission> carefully(JobRequest request, String trigger) {
        return table.atomically(
                db.sql(ALONE_WITH_TRIGGER)
                        .bind("trigger", trigger)
                        .then()
                        .then(Mono.defer(() -> triggered(trigger)))
                        .switchIfEmpty(Mono.defer(() -> acceptOrJoin(request, trigger))));
    }

    private Mono<Submission> triggered(String trigger) {
        return startedBy(trigger).map(Submission.Repeated::new);
    }

    private Mono<Submission> acceptOrJoin(JobRequest request, String trigger) {
        // the live job may end between the two looks: then the subject is free again
        return Mono.defer(() -> accept(request, trigger))
                .switchIfEmpty(
                        Mono.defer(() -> join(request))
                                .flatMap(submission -> remember(trigger, submission)))
                .repeatWhenEmpty(TRIES, again -> again);
    }

    private Mono<Submission> accept(JobRequest request, String trigger) {
        var now = clock.instant();
        var runAt = request.runAt();
        var first =
                new JobEvent.Submitted(
                        request.requestedBy(), request.title(), request.instructions());
        var accepted =
                runAt == null || !runAt.isAfter(now)
                        ? table.accept(
                                request,
                                trigger,
                                JobStatus.QUEUED,
                                now,
                                first,
                                new JobEvent.Queued("accepted"))
                        : table.accept(
                                request,
                                trigger,
                                JobStatus.PENDING,
                                runAt,
                                first,
                                new JobEvent.Delayed("scheduled", runAt));
        return accepted.map(Submission.Accepted::new);
    }

    private Mono<Submission> join(JobRequest request) {
        var asker = request.requestedBy();
        return live(LIVE_FOR + " for update", request)
                .map(Job::id)
                .delayUntil(id ->
                        table.watch(id, asker, request.origin())
                                .filter(added -> added)
                                .map(_ -> new JobEvent.Watched(asker))
                                .flatMap(event -> table.append(id, event, asker)))
                .flatMap(table::find)
                .map(Submission.Joined::new);
    }

    /** As {@link Jobs#liveFor(JobRequest)}. */
    Mono<Job> liveFor(JobRequest request) {
        return live(LIVE_FOR, request);
    }

    private Mono<Job> live(String sql, JobRequest request) {
        return db.sql(sql)
                .bind("repo", request.issue().repo().key())
                .bind("issue", request.issue().number())
                .bind("kind", request.kind().name())
                .bind("branch", request.branch() == null ? "" : request.branch())
                .map(JobTable::toJob)
                .one();
    }

    private Mono<Submission> remember(String trigger, Submission submission) {
        return db.sql(REMEMBER_TRIGGER)
                .bind("trigger", trigger)
                .bind("job", submission.job().id().value())
                .bind("now", clock.instant())
                .then()
                .thenReturn(submission);
    }
}
