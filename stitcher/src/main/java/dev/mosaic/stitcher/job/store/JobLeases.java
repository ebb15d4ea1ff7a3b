package dev.mosaic.stitcher.job.store;

import dev.mosaic.stitcher.database.Committed;
import dev.mosaic.stitcher.failpoint.Failpoint;
import dev.mosaic.stitcher.job.Job;
import dev.mosaic.stitcher.job.JobEvent;
import dev.mosaic.stitcher.job.JobId;
import dev.mosaic.stitcher.job.JobStatus;
import dev.mosaic.stitcher.job.Lease;
import dev.mosaic.stitcher.job.StaleJob;
import dev.mosaic.stitcher.job.row.Columns;
import dev.mosaic.stitcher.job.store.JobTable.Move;
import io.r2dbc.spi.Readable;
import java.time.Clock;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
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
    /**
     * One statement for both, because every node asks it each second, with nothing to do or not.
     */
    private static final String LOOK =
            """
            select due.some as some_due, job.* from
                (select exists (select 1 from runner_jobs
                                where status = 'PENDING' and waiting_for is null and run_at <= :now)
                     or exists (select 1 from runner_jobs
                                where status = 'WAITING' and run_at <= :now) as some) due
                left join claim_jobs(
                    :node, :incarnation, :slots, :perRepository, :perPerson,
                    make_interval(secs => :lease)) job on true
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
            select j.id, j.lease_epoch, j.owner_incarnation, j.status,
                   j.status = 'CANCELLING' and exists (
                       select from kills k
                       where k.job_id = j.id and k.epoch = j.lease_epoch and k.proven_at is null)
                   as killed
            from runner_jobs j where j.id = any(:ids)
            """;

    private static final String OWNED =
            """
            select * from runner_jobs
            where status in ('RUNNING', 'CANCELLING') and owner_incarnation = :incarnation
            order by id
            """;

    private static final String DUE =
            """
            (select * from runner_jobs
             where status = 'PENDING' and waiting_for is null and run_at <= :now
             order by run_at limit 100)
            union all
            (select * from runner_jobs where status = 'WAITING' and run_at <= :now
             order by run_at limit 100)
            """;

    private static final String OF_EARLIER_INCARNATIONS =
            "owner_node = :node and owner_incarnation <> :incarnation";

    /**
     * Not {@code clock_timestamp()}, which no index can be asked for. What the caller holds is its
     * own business, whatever the clock says.
     */
    private static final String OVERDUE =
            """
            lease_until < now() - make_interval(secs => :margin)
                and now() > pg_postmaster_start_time() + make_interval(secs => :recovery)
                and not (owner_incarnation = :incarnation and id = any(:held))
            """;

    private final DatabaseClient db;
    private final Clock clock;
    private final JobEvents events;
    private final JobTable table;
    private final Orphans orphans;

    public JobLeases(DatabaseClient db, TransactionalOperator tx, Clock clock, JobEvents events) {
        this.db = db;
        this.clock = clock;
        this.events = events;
        this.table = new JobTable(db, tx, clock, events);
        this.orphans = new Orphans(db, clock, events);
    }

    /**
     * Whose a job is now.
     *
     * @param incarnation its owner; null if it has none
     * @param killed whether whoever wishes its end does not want to wait
     */
    public record Standing(
            JobId job, long epoch, @Nullable UUID incarnation, JobStatus status, boolean killed) {}

    /**
     * How much a claim may take.
     *
     * @param slots at most so many, 1 to 64
     * @param perRepository how many jobs of a repository may be under way on all nodes together,
     *     where {@code repo_limits} does not say otherwise
     * @param perPerson as {@code perRepository}, of whoever asked; 0 for no limit
     */
    public record Room(int slots, int perRepository, int perPerson) {}

    /**
     * What a look for work found.
     *
     * @param claimed jobs that belong to the node now
     * @param due true if there is something for {@link #promote()}
     */
    public record Found(List<Job> claimed, boolean due) {
        public Found {
            claimed = List.copyOf(claimed);
        }
    }

    /** As {@link #claim(String, UUID, Room, Duration)}, without a limit of a person. */
    public Flux<Job> claim(
            String node, UUID incarnation, int slots, int perRepository, Duration lease) {
        return claim(node, incarnation, new Room(slots, perRepository, 0), lease);
    }

    /** What {@link #look} claims. */
    public Flux<Job> claim(String node, UUID incarnation, Room room, Duration lease) {
        return look(node, incarnation, room, lease).flatMapIterable(Found::claimed);
    }

    /**
     * Gives queued jobs to an incarnation of a node: QUEUED → RUNNING, with {@code job.claimed}.
     * One statement in a transaction of its own, so that the lock which makes the limits exact
     * never waits for a client. Nothing while the instance is paused or the node drained.
     */
    public Mono<Found> look(String node, UUID incarnation, Room room, Duration lease) {
        return Committed.rows(
                        db.sql(LOOK)
                                .bind("now", clock.instant())
                                .bind("node", node)
                                .bind("incarnation", incarnation)
                                .bind("slots", room.slots())
                                .bind("perRepository", room.perRepository())
                                .bind("perPerson", room.perPerson())
                                .bind("lease", Columns.seconds(lease))
                                .map(JobLeases::toFound))
                .collectList()
                .map(JobLeases::together)
                .doOnNext(found -> {
                    if (!found.claimed().isEmpty()) {
                        events.tick();
                    }
                });
    }

    private static Found toFound(Readable row) {
        var claimed =
                row.get("id", UUID.class) == null ? List.<Job>of() : List.of(JobTable.toJob(row));
        return new Found(claimed, Columns.of(row, "some_due", Boolean.class));
    }

    private static Found together(List<Found> rows) {
        return new Found(
                rows.stream().flatMap(row -> row.claimed().stream()).toList(),
                rows.stream().anyMatch(Found::due));
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
                                Columns.constant(row, "status", JobStatus.class),
                                Columns.of(row, "killed", Boolean.class)))
                .all();
    }

    /** What an incarnation owns. */
    public Flux<Job> owned(UUID incarnation) {
        return db.sql(OWNED).bind("incarnation", incarnation).map(JobTable::toJob).all();
    }

    /**
     * PENDING → QUEUED for every job whose time has come; gives how many. Ends what waited for an
     * answer too long, on the way: WAITING → FAILED.
     */
    public Mono<Long> promote() {
        return db.sql(DUE)
                .bind("now", clock.instant())
                .map(JobTable::toJob)
                .all()
                .collectMultimap(Job::status)
                .flatMap(due ->
                        expireAll(due.getOrDefault(JobStatus.WAITING, List.of()))
                                .then(promoteAll(due.getOrDefault(JobStatus.PENDING, List.of()))));
    }

    private Mono<Long> promoteAll(Collection<Job> due) {
        return Flux.fromIterable(due).concatMap(this::promote).count();
    }

    private Mono<Long> expireAll(Collection<Job> unanswered) {
        return Flux.fromIterable(unanswered)
                .concatMap(this::expire)
                .count()
                .doOnNext(expired -> {
                    if (expired > 0) {
                        Failpoint.QUESTION_EXPIRED.pass();
                    }
                });
    }

    private Mono<Job> expire(Job job) {
        var error =
                "Nobody answered in time: the job waited for %s."
                        .formatted(
                                BudgetExtensions.BUDGET.equals(job.waitingFor())
                                        ? "a larger budget"
                                        : "an " + job.waitingFor());
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
        return orphans.putBack(
                OF_EARLIER_INCARNATIONS, Map.of("node", node, "incarnation", incarnation));
    }

    /**
     * As {@link #recover}, for the jobs of any node whose lease is over. Takes nothing while the
     * database itself has only just come back: then every lease looks over, because nobody could
     * extend one. A job that somebody changes at this moment is left alone.
     */
    public Flux<Job> reap(Reaping reaping) {
        var held = reaping.held().stream().map(JobId::value).toArray(UUID[]::new);
        return orphans.putBackIfIdle(
                OVERDUE,
                Map.of(
                        "incarnation", reaping.incarnation(),
                        "held", held,
                        "margin", Columns.seconds(reaping.margin()),
                        "recovery", Columns.seconds(reaping.recovery())));
    }

    /**
     * Who reaps, and how patiently.
     *
     * @param held what that incarnation still works on
     * @param margin how long a lease must have been over
     * @param recovery how long the database must have been up
     */
    public record Reaping(
            UUID incarnation, Collection<JobId> held, Duration margin, Duration recovery) {}
}
