package dev.mosaic.stitcher.job;

import dev.mosaic.stitcher.job.JobTable.Columns;
import dev.mosaic.stitcher.job.JobTable.Move;
import java.time.Clock;
import java.time.Duration;
import java.util.Collection;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.r2dbc.core.DatabaseClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.reactive.TransactionalOperator;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** What the queue does to jobs: it gives them to nodes, keeps them there, and takes them back. */
@Component
public class JobLeases {
    /** A job that dies under its owner this often is not given to another. */
    static final int CRASHES = 3;

    private static final String CLAIM =
            """
            select * from claim_jobs(
                :node, :incarnation, :slots, :perRepository, make_interval(secs => :lease))
            """;

    private static final String EXTEND =
            """
            update runner_jobs j set lease_until = clock_timestamp() + make_interval(secs => :lease)
            from unnest(:ids, :epochs) as held (id, epoch)
            where j.id = held.id and j.lease_epoch = held.epoch
              and j.owner_incarnation = :incarnation
            """;

    private static final String STANDING =
            """
            select id, lease_epoch, owner_incarnation, status from runner_jobs where id = any(:ids)
            """;

    private static final String OWNED =
            """
            select * from runner_jobs
            where status in ('RUNNING', 'CANCELLING') and owner_incarnation = :incarnation
            order by id
            """;

    private static final String DUE =
            """
            select * from runner_jobs
            where status = 'PENDING' and waiting_for is null and run_at <= :now
            order by run_at limit 100
            """;

    private static final String UNANSWERED =
            """
            select * from runner_jobs where status = 'WAITING' and run_at <= :now
            order by run_at limit 100
            """;

    private static final String ORPHANED =
            """
            select * from runner_jobs
            where status in ('RUNNING', 'CANCELLING')
              and owner_node = :node and owner_incarnation <> :incarnation
            order by id
            """;

    private static final String LOCK_ORPHAN =
            """
            select * from runner_jobs
            where id = :id and lease_epoch = :epoch and owner_node = :node
              and owner_incarnation <> :incarnation
            for update
            """;

    private final DatabaseClient db;
    private final Clock clock;
    private final JobEvents events;
    private final JobTable table;

    public JobLeases(DatabaseClient db, TransactionalOperator tx, Clock clock, JobEvents events) {
        this.db = db;
        this.clock = clock;
        this.events = events;
        this.table = new JobTable(db, tx, clock, events);
    }

    /**
     * Whose a job is now.
     *
     * @param incarnation its owner; null if it has none
     */
    public record Standing(JobId job, long epoch, @Nullable UUID incarnation, JobStatus status) {}

    /**
     * Gives queued jobs to an incarnation of a node: QUEUED → RUNNING, with {@code job.claimed}.
     * One statement in a transaction of its own, so that the lock which makes the limits exact
     * never waits for a client.
     *
     * @param slots at most so many, 1 to 64
     * @param perRepository how many jobs of a repository may be under way on all nodes together,
     *     where {@code repo_limits} does not say otherwise
     */
    public Flux<Job> claim(
            String node, UUID incarnation, int slots, int perRepository, Duration lease) {
        return db.sql(CLAIM)
                .bind("node", node)
                .bind("incarnation", incarnation)
                .bind("slots", slots)
                .bind("perRepository", perRepository)
                .bind("lease", Columns.seconds(lease))
                .map(JobTable::toJob)
                .all()
                .doOnComplete(events::tick);
    }

    /** Extends leases of one incarnation that are still its own; gives how many. */
    public Mono<Long> extend(UUID incarnation, Collection<Lease> leases, Duration lease) {
        return db.sql(EXTEND)
                .bind("incarnation", incarnation)
                .bind("ids", leases.stream().map(l -> l.job().value()).toArray(UUID[]::new))
                .bind("epochs", leases.stream().map(Lease::epoch).toArray(Long[]::new))
                .bind("lease", Columns.seconds(lease))
                .fetch()
                .rowsUpdated();
    }

    public Flux<Standing> standing(Collection<JobId> jobs) {
        return db.sql(STANDING)
                .bind("ids", jobs.stream().map(JobId::value).toArray(UUID[]::new))
                .map(row ->
                        new Standing(
                                new JobId(Columns.of(row, "id", UUID.class)),
                                Columns.of(row, "lease_epoch", Long.class),
                                row.get("owner_incarnation", UUID.class),
                                Columns.constant(row, "status", JobStatus.class)))
                .all();
    }

    /** What an incarnation owns. */
    public Flux<Job> owned(UUID incarnation) {
        return db.sql(OWNED).bind("incarnation", incarnation).map(JobTable::toJob).all();
    }

    /**
     * PENDING → QUEUED for every job whose time has come; gives how many. Ends what waited for an
     * answer too long, on the way.
     */
    public Mono<Long> promote() {
        return expire().then(
                        db.sql(DUE)
                                .bind("now", clock.instant())
                                .map(JobTable::toJob)
                                .all()
                                .concatMap(this::promote)
                                .count());
    }

    /** WAITING → FAILED for every job that nobody has answered in time; gives how many. */
    private Mono<Long> expire() {
        return db.sql(UNANSWERED)
                .bind("now", clock.instant())
                .map(JobTable::toJob)
                .all()
                .concatMap(this::expire)
                .count();
    }

    private Mono<Job> expire(Job job) {
        var error =
                "Nobody answered in time: the job waited for an %s.".formatted(job.waitingFor());
        var event =
                new JobEvent.Failed(
                        error,
                        "Ask for a retry when somebody is there to answer. `mosaic.approvals.within` is how long a job waits.");
        var move =
                new Move(
                        JobStatus.FAILED,
                        "error = :error,",
                        Map.of("error", error),
                        event,
                        JobTable.MOSAIC);
        return table.atomically(table.move(job, move))
                // somebody answered in the last moment, or another node was faster
                .onErrorResume(StaleJob.class, _ -> Mono.empty());
    }

    private Mono<Job> promote(Job job) {
        var event = new JobEvent.Queued("due");
        var move =
                new Move(JobStatus.QUEUED, "queued_at = :now,", Map.of(), event, JobTable.MOSAIC);
        return table.atomically(table.move(job, move))
                // another node was faster, or somebody cancelled it
                .onErrorResume(StaleJob.class, _ -> Mono.empty());
    }

    /**
     * Puts back what earlier incarnations of a node left behind when they died; for the node's
     * start, before its first claim. RUNNING → QUEUED, or → QUARANTINED when it was the third time;
     * CANCELLING → CANCELLED. Gives what it moved.
     */
    public Flux<Job> recover(String node, UUID incarnation) {
        return db.sql(ORPHANED)
                .bind("node", node)
                .bind("incarnation", incarnation)
                .map(JobTable::toJob)
                .all()
                .concatMap(job -> table.atomically(putBack(job, node, incarnation)));
    }

    private Mono<Job> putBack(Job seen, String node, UUID incarnation) {
        return db.sql(LOCK_ORPHAN)
                .bind("id", seen.id().value())
                .bind("epoch", seen.leaseEpoch())
                .bind("node", node)
                .bind("incarnation", incarnation)
                .map(JobTable::toJob)
                .one()
                .flatMap(job ->
                        job.status() == JobStatus.CANCELLING
                                ? table.endCancelled(job)
                                : table.move(job, afterCrash(job)));
    }

    private static Move afterCrash(Job job) {
        if (job.crashCount() + 1 < CRASHES) {
            var set = "queued_at = :now, crash_count = crash_count + 1,";
            var event = new JobEvent.Queued("its node went away");
            return new Move(JobStatus.QUEUED, set, Map.of(), event, JobTable.MOSAIC);
        }
        var error =
                "The node that ran this job went away %d times. Look into its log, then retry the job."
                        .formatted(CRASHES);
        return new Move(
                JobStatus.QUARANTINED,
                "error = :error, crash_count = crash_count + 1,",
                Map.of("error", error),
                new JobEvent.Quarantined(error),
                JobTable.MOSAIC);
    }
}
