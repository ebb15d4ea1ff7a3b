package dev.mosaic.stitcher.job.store;

import dev.mosaic.stitcher.job.Approval;
import dev.mosaic.stitcher.job.IllegalTransition;
import dev.mosaic.stitcher.job.Job;
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
import io.r2dbc.spi.Readable;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Instant;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.r2dbc.core.DatabaseClient;
import org.springframework.transaction.reactive.TransactionalOperator;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * How a row of {@code runner_jobs} is read, locked, written and changed. Every change of a job by
 * any store goes through {@link #move} or {@link #append}; only the claim is a function in the
 * database.
 */
final class JobTable {
    /** The live statuses, as the unique index over a subject has them. */
    static final String LIVE =
            "status in ('PENDING', 'QUEUED', 'RUNNING', 'WAITING', 'CANCELLING')";

    /** Job, first watcher, trigger and the first two lines of the log, or nothing of all that. */
    private static final String ACCEPT =
            """
            with accepted as (
                insert into runner_jobs (
                    id, kind, repo, issue_number, subject_branch, repo_name, title, instructions, priority,
                    gate_profile, engine, model, terms, origin_outlet, origin_address, requested_by,
                    requested_run_at, status, run_at, created_at, queued_at, last_seq)
                select
                    :id, :kind, :repo, :issue, :branch, :repoName, :title, :instructions, :priority,
                    :gateProfile, :engine, :model, :terms::jsonb, :outlet, :address, :requestedBy,
                    :requestedRunAt, :status, :runAt, :now, :now, 2
                where not exists (select 1 from triggers where key = :trigger)
                on conflict (repo, issue_number, kind, subject_branch) where %s do nothing
                returning *),
            watched as (
                insert into job_watchers (job_id, person, outlet, address)
                select id, :requestedBy, :outlet, :address from accepted),
            triggered as (
                insert into triggers (key, job_id, at) select :trigger, id, :now from accepted),
            told as (
                insert into job_events (job_id, seq, at, type, actor, payload)
                select accepted.id, line.seq, :now, line.type, :requestedBy, line.payload::jsonb
                from accepted, (values
                    (1, :firstType, :firstPayload), (2, :nextType, :nextPayload))
                    line (seq, type, payload)
                order by line.seq)
            select * from accepted
            """
                    .formatted(LIVE);

    private static final String FIND = "select * from runner_jobs where id = :id";

    private static final String LOCK_OWNED =
            """
            select * from runner_jobs
            where id = :id and lease_epoch = :epoch and owner_incarnation = :incarnation
            for update
            """;

    /**
     * One compare-and-set and the line that tells of it. A job that is not owned has no lease and
     * no RUNNING step; one that is over has no agent that was reserved for it.
     */
    private static final String MOVE =
            """
            with moved as (
                update runner_jobs set
                    %s
                    status = :to,
                    owner_node = case when :owned then owner_node end,
                    owner_incarnation = case when :owned then owner_incarnation end,
                    lease_until = case when :owned then lease_until end,
                    waiting_for = :waitingFor,
                    finished_at = case when :final then :now end,
                    last_seq = last_seq + 1,
                    version = version + 1
                where id = :id and version = :version and status = :from and lease_epoch = :epoch
                returning *),
            told as (
                insert into job_events (job_id, seq, at, type, actor, payload)
                select id, last_seq, :now, :type, :actor, :payload::jsonb from moved),
            abandoned as (
                update job_steps set status = 'ABANDONED', finished_at = :now
                where not :owned and status = 'RUNNING' and job_id in (select id from moved)),
            unborn as (
                update agents a set completed_at = :now,
                    state = case m.status when 'FAILED' then 'FAILED' else 'KILLED' end,
                    error = concat_ws(' ', 'Its job was over before it began.', m.error)
                from moved m
                where :final and a.job_id = m.id and a.node is null and a.state = 'SPAWNING')
            select * from moved
            """;

    private static final String REVISE =
            """
            with revised as (
                update runner_jobs set %s = :value, last_seq = last_seq + 1, version = version + 1
                where id = :id and version = :version
                returning *),
            told as (
                insert into job_events (job_id, seq, at, type, actor, payload)
                select id, last_seq, :now, :type, :actor, :payload::jsonb from revised)
            select * from revised
            """;

    private static final String WATCH =
            """
            insert into job_watchers (job_id, person, outlet, address)
            values (:job, :person, :outlet, :address)
            on conflict do nothing
            """;

    private static final String WATCHERS =
            "select * from job_watchers where job_id = :job order by pos";

    /** The actor when no person is. */
    static final String MOSAIC = "mosaic";

    private final DatabaseClient db;
    private final TransactionalOperator tx;
    private final Clock clock;
    private final JobEvents events;
    private final SecureRandom random = new SecureRandom();

    JobTable(DatabaseClient db, TransactionalOperator tx, Clock clock, JobEvents events) {
        this.db = db;
        this.tx = tx;
        this.clock = clock;
        this.events = events;
    }

    /**
     * A change of a job.
     *
     * @param to may be the status that it has
     * @param set more columns, each with a comma behind it
     * @param values what {@code set} binds
     * @param by the actor of the event
     * @param waitingFor what the job waits for from now on; null if for nothing
     */
    record Move(
            JobStatus to,
            String set,
            Map<String, ?> values,
            JobEvent event,
            String by,
            @Nullable String waitingFor) {
        Move(JobStatus to, String set, Map<String, ?> values, JobEvent event, String by) {
            this(to, set, values, event, by, null);
        }

        Move(JobStatus to, JobEvent event, String by) {
            this(to, "", Map.of(), event, by, null);
        }

        /** To WAITING, for what the event names, until its time is over. */
        static Move waiting(JobEvent.Waiting event) {
            return new Move(
                    JobStatus.WAITING,
                    "run_at = :until,",
                    Map.of("until", event.until()),
                    event,
                    JobTable.MOSAIC,
                    event.waitingFor());
        }

        /** From WAITING back into the queue, by the answer of a person. */
        static Move resumed(Approval.Answer answer) {
            var event = new JobEvent.Resumed(answer.by(), answer.verdict().word(), answer.reason());
            return new Move(
                    JobStatus.QUEUED,
                    "queued_at = :now, run_at = :now,",
                    Map.of(),
                    event,
                    answer.by());
        }
    }

    /** Runs work in one transaction, or in the caller's; readers of the log hear of its commit. */
    <T> Mono<T> atomically(Mono<T> work) {
        return tx.transactional(events.tickAfterCommit().then(work));
    }

    Mono<Job> find(JobId id) {
        return db.sql(FIND).bind("id", id.value()).map(JobTable::toJob).one();
    }

    /** The job under its row lock. */
    Mono<Job> lock(JobId id) {
        return db.sql(FIND + " for update").bind("id", id.value()).map(JobTable::toJob).one();
    }

    /**
     * The job under its row lock, for its owner. {@link StaleJob} if the lease is another's, or if
     * somebody was faster: a cancelled job cannot be completed any more.
     */
    Mono<Job> lock(Lease lease, JobStatus expected) {
        return owned(lease)
                .filter(job -> job.status() == expected)
                .switchIfEmpty(Mono.error(() -> new StaleJob(lease.job())));
    }

    /** As {@link #lock(Lease, JobStatus)}, also while the owner is ending what was cancelled. */
    Mono<Job> lock(Lease lease) {
        return owned(lease).switchIfEmpty(Mono.error(() -> new StaleJob(lease.job())));
    }

    private Mono<Job> owned(Lease lease) {
        return db.sql(LOCK_OWNED)
                .bind("id", lease.job().value())
                .bind("epoch", lease.epoch())
                .bind("incarnation", lease.incarnation())
                .map(JobTable::toJob)
                .one();
    }

    /**
     * The one way from status to status. Errors with {@link StaleJob} and {@link
     * IllegalTransition}.
     */
    Mono<Job> move(Job from, Move move) {
        var to = move.to();
        // a change that keeps the status is no arrow, and a final job does not change
        if (from.status() == to ? to.isFinal() : !from.status().mayBecome(to)) {
            return Mono.error(() -> new IllegalTransition(from.id(), from.status(), to));
        }
        return db.sql(MOVE.formatted(move.set()))
                .bindValues(move.values())
                .bindValues(events.row(move.event()).values())
                .bind("actor", move.by())
                .bind("to", to.name())
                .bind("owned", to == JobStatus.RUNNING || to == JobStatus.CANCELLING)
                .bind("final", to.isFinal())
                .bind("waitingFor", Columns.orNull(String.class, move.waitingFor()))
                .bind("now", clock.instant())
                .bind("id", from.id().value())
                .bind("version", from.version())
                .bind("from", from.status().name())
                .bind("epoch", from.leaseEpoch())
                .map(JobTable::toJob)
                .one()
                .switchIfEmpty(Mono.error(() -> new StaleJob(from.id())));
    }

    /**
     * Sets one column of a job that stays where it is, with the event that tells of it. Unlike
     * {@link #move} it leaves the lease and what the job waits for alone. Errors with {@link
     * StaleJob}.
     */
    Mono<Job> revise(Job job, String column, Object value, JobEvent event, String by) {
        return db.sql(REVISE.formatted(column))
                .bindValues(events.row(event).values())
                .bind("value", value)
                .bind("actor", by)
                .bind("now", clock.instant())
                .bind("id", job.id().value())
                .bind("version", job.version())
                .map(JobTable::toJob)
                .one()
                .switchIfEmpty(Mono.error(() -> new StaleJob(job.id())));
    }

    /** CANCELLING → CANCELLED, in the words of whoever wished it. */
    Mono<Job> endCancelled(Job job) {
        return events.last(job.id(), "job.cancelling")
                .map(wish ->
                        wish.event() instanceof JobEvent.Cancelling(var by, var reason)
                                ? new JobEvent.Cancelled(by, reason)
                                : new JobEvent.Cancelled(wish.actor(), ""))
                .defaultIfEmpty(new JobEvent.Cancelled(MOSAIC, ""))
                .flatMap(event -> move(job, new Move(JobStatus.CANCELLED, event, event.by())));
    }

    /** One more line of the job's log, without a change of the job. */
    Mono<RecordedEvent> append(JobId id, JobEvent event, String by) {
        return events.append(id, event, by, clock.instant());
    }

    /**
     * A new job with its trigger, the asker as its first watcher, and the first two lines of its
     * log: one statement, because somebody waits for it. Empty if a live job does the same, or the
     * trigger one of any kind.
     */
    Mono<Job> accept(
            JobRequest request,
            String trigger,
            JobStatus status,
            Instant runAt,
            JobEvent first,
            JobEvent next) {
        var firstRow = events.row(first);
        var nextRow = events.row(next);
        return db.sql(ACCEPT)
                .bindValues(RequestColumns.write(request))
                .bind("id", JobId.next(clock, random).value())
                .bind("trigger", trigger)
                .bind("status", status.name())
                .bind("runAt", runAt)
                .bind("now", clock.instant())
                .bind("firstType", firstRow.type())
                .bind("firstPayload", firstRow.payload())
                .bind("nextType", nextRow.type())
                .bind("nextPayload", nextRow.payload())
                .map(JobTable::toJob)
                .one();
    }

    /** False if this person already hears of the job there. */
    Mono<Boolean> watch(JobId job, String person, Origin origin) {
        return db.sql(WATCH)
                .bind("job", job.value())
                .bind("person", Columns.storable(person))
                .bind("outlet", origin.outlet())
                .bind("address", Columns.storable(origin.address()))
                .fetch()
                .rowsUpdated()
                .map(rows -> rows == 1);
    }

    Flux<Watcher> watchers(JobId id) {
        return db.sql(WATCHERS)
                .bind("job", id.value())
                .map(row ->
                        new Watcher(
                                Columns.text(row, "person"),
                                new Origin(
                                        Columns.text(row, "outlet"), Columns.text(row, "address"))))
                .all();
    }

    static Job toJob(Readable row) {
        return new Job(
                new JobId(Columns.of(row, "id", UUID.class)),
                RequestColumns.read(row),
                Columns.constant(row, "status", JobStatus.class),
                row.get("waiting_for", String.class),
                Columns.of(row, "run_at", Instant.class),
                Columns.number(row, "attempt"),
                Columns.number(row, "round"),
                Columns.number(row, "crash_count"),
                Columns.number(row, "interrupt_count"),
                Columns.number(row, "delay_count"),
                Columns.number(row, "progress"),
                new Job.Outcome(
                        row.get("branch", String.class),
                        row.get("base_sha", String.class),
                        row.get("head_sha", String.class),
                        row.get("pr_number", Long.class),
                        row.get("pr_url", String.class)),
                Columns.constantOrNull(row, "verdict", Judgement.class),
                Columns.of(row, "lease_epoch", Long.class),
                row.get("owner_node", String.class),
                Columns.number(row, "last_seq"),
                Columns.of(row, "version", Long.class),
                Columns.of(row, "created_at", Instant.class),
                row.get("started_at", Instant.class),
                row.get("finished_at", Instant.class),
                row.get("error", String.class));
    }
}
