package dev.mosaic.stitcher.job.store;

import dev.mosaic.stitcher.forge.IssueRef;
import dev.mosaic.stitcher.job.IllegalTransition;
import dev.mosaic.stitcher.job.Job;
import dev.mosaic.stitcher.job.Job.Outcome;
import dev.mosaic.stitcher.job.JobEvent;
import dev.mosaic.stitcher.job.JobId;
import dev.mosaic.stitcher.job.JobRequest;
import dev.mosaic.stitcher.job.JobStatus;
import dev.mosaic.stitcher.job.Judgement;
import dev.mosaic.stitcher.job.Lease;
import dev.mosaic.stitcher.job.Origin;
import dev.mosaic.stitcher.job.RecordedEvent;
import dev.mosaic.stitcher.job.StaleJob;
import dev.mosaic.stitcher.job.Watcher;
import dev.mosaic.stitcher.job.row.Columns;
import dev.mosaic.stitcher.job.store.JobTable.Move;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.dao.DuplicateKeyException;
import org.springframework.r2dbc.core.DatabaseClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.reactive.TransactionalOperator;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.util.retry.Retry;

/**
 * The store of jobs. Every method that changes a job appends the event that tells of it in the same
 * transaction, and joins the caller's transaction if there is one. Errors of every changing method:
 * {@link StaleJob} when somebody was faster or the lease is no longer the caller's, {@link
 * IllegalTransition} for an arrow that does not exist. Methods that take a {@link JobId} are empty
 * when there is no such job.
 */
@Component
public class Jobs {
    private static final String SET_ROUND =
            """
            update runner_jobs set round = :round, version = version + 1
            where id = :id and lease_epoch = :epoch and owner_incarnation = :incarnation
              and status = 'RUNNING'
            returning *
            """;

    private static final String SET_OUTCOME =
            """
            branch = :branch, base_sha = :baseSha, head_sha = :headSha, pr_number = :pullRequest,
            pr_url = :pullRequestUrl,
            """;

    private static final String SET_ATTEMPT =
            """
            attempt = attempt + 1, round = 0, crash_count = 0, interrupt_count = 0, delay_count = 0,
            progress = 0, started_at = null, error = null, verdict = null, run_at = :now,
            queued_at = :now, instructions = concat_ws(E'\\n\\n', nullif(instructions, ''), :more),
            """;

    private final DatabaseClient db;
    private final JobTable table;
    private final JobEvents events;
    private final JobSearch search;
    private final Submissions submissions;
    private final KillProofs proofs;

    public Jobs(DatabaseClient db, TransactionalOperator tx, Clock clock, JobEvents events) {
        this.db = db;
        this.table = new JobTable(db, tx, clock, events);
        this.events = events;
        this.search = new JobSearch(db);
        this.submissions = new Submissions(db, clock, table, events);
        this.proofs = new KillProofs(db, table);
    }

    /** What became of a submission. */
    public sealed interface Submission {
        Job job();

        /** A new job. */
        record Accepted(Job job) implements Submission {}

        /** A live job does the same; the asker now watches it. */
        record Joined(Job job) implements Submission {}

        /** This very request was accepted before, and this is its job. */
        record Repeated(Job job) implements Submission {}
    }

    /** What {@link #list} shows. Null means any. */
    public record Filter(@Nullable JobStatus status, @Nullable String repo, boolean liveOnly) {
        public static final Filter ALL = new Filter(null, null, false);
        public static final Filter LIVE = new Filter(null, null, true);
    }

    /**
     * Accepts a request in one transaction: trigger, job, events {@code job.submitted} and {@code
     * job.queued} (or {@code job.delayed} when {@code request.runAt} lies ahead), first watcher. At
     * most one job per trigger ever, at most one live job of a kind per issue, pull request or
     * branch; in the second case the asker becomes a watcher of the live one ({@code job.watched}).
     */
    public Mono<Submission> submit(JobRequest request, String trigger) {
        return submissions.submit(request, trigger);
    }

    /** The job that a trigger started, or joined. Empty if it did neither. */
    public Mono<Job> startedBy(String trigger) {
        return submissions.startedBy(trigger);
    }

    public Mono<Job> find(JobId id) {
        return table.find(id);
    }

    /** Jobs whose abbreviated id ends like this, newest first; at most 10. */
    public Flux<Job> named(String abbreviated) {
        return search.named(abbreviated);
    }

    /** The newest job of an issue or pull request, live or not. */
    public Mono<Job> latestFor(IssueRef issue) {
        return search.latestFor(issue);
    }

    /** The live jobs of an issue or pull request, newest first. */
    public Flux<Job> liveFor(IssueRef issue) {
        return search.liveFor(issue);
    }

    /** The live job that does what is asked for. */
    public Mono<Job> liveFor(JobRequest request) {
        return submissions.liveFor(request);
    }

    /** Newest first. @param before only jobs older than this one; null for the newest */
    public Flux<Job> list(Filter filter, @Nullable JobId before, int limit) {
        return search.list(filter, before, limit);
    }

    public Flux<Watcher> watchers(JobId id) {
        return table.watchers(id);
    }

    /**
     * Cancels: PENDING, QUEUED and WAITING jobs at once, a RUNNING one becomes CANCELLING and its
     * owner ends it. A job that is CANCELLING stays so. Final jobs: {@link IllegalTransition}.
     */
    public Mono<Job> cancel(JobId id, String by, String reason) {
        return table.atomically(
                table.find(id)
                        .flatMap(job ->
                                switch (job.status()) {
                                    case CANCELLING -> Mono.just(job);
                                    case RUNNING -> {
                                        var event = new JobEvent.Cancelling(by, reason);
                                        yield table.move(
                                                job, new Move(JobStatus.CANCELLING, event, by));
                                    }
                                    default -> {
                                        var event = new JobEvent.Cancelled(by, reason);
                                        yield table.move(
                                                job, new Move(JobStatus.CANCELLED, event, by));
                                    }
                                }));
    }

    /**
     * Another priority for a live job ({@code job.changed}); one that waits takes its new place at
     * once. Nothing is told if it has that priority. Final jobs: {@link IllegalTransition}.
     *
     * @param priority 1 to 10, 1 first
     */
    public Mono<Job> prioritize(JobId id, String by, int priority) {
        return table.atomically(table.find(id).flatMap(job -> prioritize(job, by, priority)));
    }

    private Mono<Job> prioritize(Job job, String by, int priority) {
        if (job.status().isFinal()) {
            return Mono.error(() -> new IllegalTransition(job.id(), job.status(), job.status()));
        }
        return job.request().priority() == priority
                ? Mono.just(job)
                : table.revise(job, "priority", priority, new JobEvent.Changed(by, priority), by);
    }

    /**
     * The job under its row lock, which the caller's transaction keeps until it ends: what was seen
     * of the job is true for the rest of it. Outside of a transaction this is only a look.
     */
    public Mono<Job> hold(JobId id) {
        return table.lock(id);
    }

    /**
     * A final job starts over: attempt + 1, same job, same branch, counters of the attempt at zero,
     * {@code text} added to the instructions. {@link IllegalTransition} for a live one, also when
     * another job that does the same is live.
     */
    public Mono<Job> retry(JobId id, String by, String text, Origin origin) {
        return table.atomically(
                table.find(id)
                        .flatMap(job -> startOver(job, by, events.clean(text)))
                        .flatMap(job -> table.watch(id, by, origin).thenReturn(job)));
    }

    private Mono<Job> startOver(Job job, String by, String text) {
        if (!job.status().isFinal()) {
            return Mono.error(
                    () -> new IllegalTransition(job.id(), job.status(), JobStatus.QUEUED));
        }
        var event = new JobEvent.Retried(by, job.attempt() + 1, text);
        var more = Map.of("more", Columns.orNull(String.class, text.isBlank() ? null : text));
        return table.move(job, new Move(JobStatus.QUEUED, SET_ATTEMPT, more, event, by))
                .onErrorMap(
                        DuplicateKeyException.class,
                        _ -> new IllegalTransition(job.id(), job.status(), JobStatus.QUEUED));
    }

    /**
     * Raises the progress and says so; refused for a stale owner. Progress never goes back within
     * an attempt.
     */
    public Mono<Job> progress(Lease lease, int percent, JobEvent event) {
        var values = Map.of("percent", Math.clamp(percent, 0, 100));
        var set = "progress = greatest(progress, :percent),";
        return change(lease, JobStatus.RUNNING, set, values, event);
    }

    /** Appends an event of the owner without changing the job's state. */
    public Mono<RecordedEvent> record(Lease lease, JobEvent event) {
        return table.atomically(
                table.lock(lease).flatMap(job -> table.append(job.id(), event, JobTable.MOSAIC)));
    }

    /** Remembers the pass that begins. */
    public Mono<Job> round(Lease lease, int round) {
        return db.sql(SET_ROUND)
                .bind("round", round)
                .bind("id", lease.job().value())
                .bind("epoch", lease.epoch())
                .bind("incarnation", lease.incarnation())
                .map(JobTable::toJob)
                .one()
                .switchIfEmpty(Mono.error(() -> new StaleJob(lease.job())));
    }

    /** Remembers what the job has brought about, with the event that tells of it. */
    public Mono<Job> outcome(Lease lease, Outcome outcome, JobEvent event) {
        var values =
                Map.of(
                        "branch", Columns.orNull(String.class, outcome.branch()),
                        "baseSha", Columns.orNull(String.class, outcome.baseSha()),
                        "headSha", Columns.orNull(String.class, outcome.headSha()),
                        "pullRequest", Columns.orNull(Long.class, outcome.pullRequest()),
                        "pullRequestUrl", Columns.orNull(String.class, outcome.pullRequestUrl()));
        return change(lease, JobStatus.RUNNING, SET_OUTCOME, values, event);
    }

    /** RUNNING → COMPLETED. */
    public Mono<Job> complete(Lease lease, String summary) {
        return change(
                lease,
                JobStatus.COMPLETED,
                "progress = 100,",
                Map.of(),
                new JobEvent.Completed(summary));
    }

    /** RUNNING → COMPLETED, of an inspection that came to a judgement. */
    public Mono<Job> judge(Lease lease, Judgement judgement, String summary) {
        var set = "progress = 100, verdict = :verdict,";
        var values = Map.of("verdict", judgement.name());
        var event = new JobEvent.Completed(summary, judgement);
        return change(lease, JobStatus.COMPLETED, set, values, event);
    }

    /** RUNNING → FAILED. */
    public Mono<Job> fail(Lease lease, String error, String advice) {
        return change(
                lease,
                JobStatus.FAILED,
                "error = :error,",
                Map.of("error", events.clean(error)),
                new JobEvent.Failed(error, advice));
    }

    /**
     * RUNNING → PENDING until a time, because the world failed; counts in {@link Job#delayCount()}.
     */
    public Mono<Job> delay(Lease lease, String reason, Instant until) {
        return change(
                lease,
                JobStatus.PENDING,
                "run_at = :until, delay_count = delay_count + 1,",
                Map.of("until", until),
                new JobEvent.Delayed(reason, until));
    }

    /** RUNNING → PENDING until a time, which is nobody's fault: it does not count. */
    public Mono<Job> postpone(Lease lease, String reason, Instant until) {
        return change(
                lease,
                JobStatus.PENDING,
                "run_at = :until,",
                Map.of("until", until),
                new JobEvent.Delayed(reason, until));
    }

    /** RUNNING → QUEUED, because this node shuts down; counts in {@link Job#interruptCount()}. */
    public Mono<Job> handBack(Lease lease, String reason) {
        return change(
                lease,
                JobStatus.QUEUED,
                "queued_at = :now, interrupt_count = interrupt_count + 1,",
                Map.of(),
                new JobEvent.Queued(reason));
    }

    /**
     * CANCELLING → CANCELLED, by its owner after everything was ended; that proves whatever kill
     * came meanwhile.
     */
    public Mono<Job> cancelled(Lease lease) {
        return table.atomically(
                table.lock(lease)
                        .flatMap(job ->
                                proofs.write(job.id(), lease.epoch(), List.of())
                                        .then(table.endCancelled(job))));
    }

    /**
     * The same of a job that was killed, with {@code kill.proven}; also of one that is still
     * RUNNING here because its owner was told without the database.
     *
     * @param survivors what could not be ended, one line each
     * @param took since its owner was told
     */
    public Mono<Job> killed(Lease lease, List<String> survivors, Duration took) {
        return table.atomically(
                table.lock(lease)
                        .flatMap(this::cancelling)
                        .flatMap(job ->
                                proofs.write(job.id(), lease.epoch(), survivors)
                                        .filter(written -> written)
                                        .switchIfEmpty(
                                                Mono.defer(() ->
                                                        proofs.tell(
                                                                        job.id(),
                                                                        took.toMillis(),
                                                                        survivors)
                                                                .thenReturn(true)))
                                        .then(proofs.endAgents(job.id(), lease.epoch()))
                                        .then(table.endCancelled(job))));
    }

    private Mono<Job> cancelling(Job job) {
        return job.status() == JobStatus.CANCELLING
                ? Mono.just(job)
                : table.move(
                        job,
                        new Move(
                                JobStatus.CANCELLING,
                                new JobEvent.Cancelling(
                                        JobTable.MOSAIC, "kill, through the door of its node"),
                                JobTable.MOSAIC));
    }

    /** A text as it may be stored and shown: without secrets. */
    public String clean(String text) {
        return events.clean(text);
    }

    /** Every job that is not final. */
    public Flux<Job> live() {
        return list(Filter.LIVE, null, 1_000);
    }

    /** Runs a change again after {@link StaleJob}, at most 3 times with exponential back-off. */
    public static <T> Mono<T> retryingStale(Mono<T> change) {
        return change.retryWhen(
                Retry.backoff(3, Duration.ofMillis(20))
                        .maxBackoff(Duration.ofMillis(500))
                        .filter(StaleJob.class::isInstance)
                        .onRetryExhaustedThrow((_, signal) -> signal.failure()));
    }

    /** A change by the owner of a RUNNING job, under the row lock. */
    private Mono<Job> change(
            Lease lease, JobStatus to, String set, Map<String, ?> values, JobEvent event) {
        return table.atomically(
                table.lock(lease, JobStatus.RUNNING)
                        .flatMap(job ->
                                table.move(
                                        job, new Move(to, set, values, event, JobTable.MOSAIC))));
    }
}
