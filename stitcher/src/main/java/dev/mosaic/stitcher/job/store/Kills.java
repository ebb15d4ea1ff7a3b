package dev.mosaic.stitcher.job.store;

import dev.mosaic.stitcher.job.Job;
import dev.mosaic.stitcher.job.JobEvent;
import dev.mosaic.stitcher.job.JobId;
import dev.mosaic.stitcher.job.JobStatus;
import dev.mosaic.stitcher.job.Lease;
import dev.mosaic.stitcher.job.row.Columns;
import dev.mosaic.stitcher.job.store.JobTable.Move;
import io.r2dbc.spi.Readable;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.r2dbc.core.DatabaseClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.reactive.TransactionalOperator;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * The store of kills. A kill moves the job and writes who wanted it in one transaction, and joins
 * the caller's if there is one; whoever owns the job hears of it as of a cancel, and does not ask
 * the agent first.
 */
@Component
public class Kills {
    private static final String INSERT =
            """
            insert into kills (id, job_id, agent_id, epoch, node, incarnation, by, reason, door, at,
                proven_at, after_ms)
            select :id, j.id, :agent, case when j.owner_node is null then 0 else j.lease_epoch end,
                   j.owner_node, j.owner_incarnation, :by, :reason, :door,
                   coalesce(:at, clock_timestamp()),
                   case when j.owner_node is null then clock_timestamp() end,
                   case when j.owner_node is null then 0 end
            from runner_jobs j where j.id = :job
            on conflict (id) do nothing
            returning node, exists (
                select from nodes n
                where n.id = kills.node and n.incarnation = kills.incarnation
                  and n.alive_until > clock_timestamp()) as awake
            """;

    private static final String INSERT_ALL =
            """
            insert into kills (id, by, reason, door, refused)
            values (:id, :by, :reason, :door, :refused)
            """;

    /** As of a job that was over when this could be written. */
    private static final String INSERT_LATE =
            """
            insert into kills (id, job_id, epoch, node, incarnation, by, reason, door, at,
                proven_at, after_ms)
            select :id, :job, :epoch, :node, :incarnation, :by, :reason, :door, :at,
                   proof.at, (proof.payload ->> 'afterMs')::bigint
            from (select 1) one
            left join lateral (
                select e.at, e.payload from job_events e
                where e.job_id = :job and e.type = 'kill.proven' and e.at >= :at
                  and e.payload -> 'survivors' = '[]'::jsonb
                order by e.seq limit 1) proof on true
            on conflict (id) do nothing
            """;

    private static final String RETRIED_SINCE =
            """
            select exists (select from job_events
                where job_id = :job and type = 'job.retried' and at > :at)
            """;

    private static final String AGENT_LIVES =
            """
            select exists (select from agents
                where id = :agent and job_id = :job and state in ('SPAWNING', 'RUNNING'))
            """;

    /** The lock that every claim takes: nobody claims until this transaction is over. */
    private static final String HOLD_CLAIMS = "select pg_advisory_xact_lock(7001)::text";

    private static final String OWNED =
            "select id from runner_jobs where status in ('RUNNING', 'CANCELLING') order by id";

    private static final String WAITING =
            "select count(*) from runner_jobs where status in ('PENDING', 'QUEUED', 'WAITING')";

    private static final String OPEN =
            """
            select k.job_id, k.epoch, k.incarnation, bool_or(k.survivors <> '{}') as survived,
                   bool_or(j.status in ('RUNNING', 'CANCELLING') and j.lease_epoch = k.epoch) as owned
            from kills k join runner_jobs j on j.id = k.job_id
            where k.node = :node and k.proven_at is null
            group by k.job_id, k.epoch, k.incarnation
            order by min(k.at) limit 100
            """;

    private static final String OF_JOB =
            "select * from kills where job_id = :job order by at desc, id limit 20";

    private final DatabaseClient db;
    private final JobTable table;
    private final KillProofs proofs;
    private final JobEvents events;

    public Kills(DatabaseClient db, TransactionalOperator tx, Clock clock, JobEvents events) {
        this.db = db;
        this.table = new JobTable(db, tx, clock, events);
        this.proofs = new KillProofs(db, table);
        this.events = events;
    }

    /**
     * One wish that something ends at once.
     *
     * @param id the same one is written once
     * @param by whoever wishes it
     * @param reason untrusted; may be empty
     * @param door where it came in
     */
    public record Order(UUID id, String by, String reason, String door) {
        public static Order of(String by, String reason, String door) {
            return new Order(UUID.randomUUID(), by, reason, door);
        }
    }

    /** What became of a kill. */
    public sealed interface Answer {
        Job job();

        /** The job, or the agent that was named, is over: nothing was done. */
        record Over(Job job) implements Answer {}

        /**
         * It is written. The job is CANCELLED if nobody had it, else CANCELLING.
         *
         * @param node who has the job; null for nobody
         * @param awake whether that node gave a sign of life in the time of a lease
         */
        record Given(Job job, @Nullable String node, boolean awake) implements Answer {}
    }

    /**
     * What became of all.
     *
     * @param given the kill of each job that somebody had
     * @param waiting jobs that nobody had; they stay as they are
     */
    public record All(List<Answer.Given> given, long waiting) {
        public All {
            given = List.copyOf(given);
        }
    }

    /**
     * A kill as it was written.
     *
     * @param agent the one that was named; null if the job was
     * @param provenAt when nothing ran any more; null as long as that is not known
     * @param survivors what could not be ended the last time
     */
    public record Kill(
            UUID id,
            @Nullable UUID agent,
            @Nullable String node,
            String by,
            String reason,
            String door,
            Instant at,
            @Nullable Instant provenAt,
            @Nullable Long afterMs,
            List<String> survivors) {
        public Kill {
            survivors = List.copyOf(survivors);
        }
    }

    /**
     * Kills of one job under one lease that are not proven.
     *
     * @param survived true if something could not be ended
     * @param owned true while that lease is the job's
     */
    public record Open(JobId job, long epoch, UUID incarnation, boolean survived, boolean owned) {}

    /**
     * Ends a job at once. Empty if there is no such job.
     *
     * @param agent do so only while this agent lives; null for whatever state the job is in
     */
    public Mono<Answer> kill(JobId id, @Nullable UUID agent, Order order) {
        return table.atomically(
                table.lock(id)
                        .flatMap(job ->
                                lives(job, agent)
                                        .flatMap(lives ->
                                                lives
                                                        ? give(job, agent, order, null)
                                                        : Mono.just(new Answer.Over(job)))));
    }

    /**
     * Ends every job that somebody has. Until the transaction is over nobody claims another; the
     * caller sees to it that nobody does afterwards, in the same transaction.
     */
    public Mono<All> killAll(Order order) {
        return table.atomically(
                insert(order, false)
                        .then(db.sql(HOLD_CLAIMS).mapValue(String.class).one())
                        .thenMany(Flux.defer(() -> db.sql(OWNED).mapValue(UUID.class).all()))
                        .collectList()
                        .flatMapMany(Flux::fromIterable)
                        .concatMap(id -> kill(new JobId(id), null, each(order)))
                        .ofType(Answer.Given.class)
                        .collectList()
                        .zipWhen(_ -> db.sql(WAITING).mapValue(Long.class).one(), All::new));
    }

    /** Remembers that somebody wished the end of all who had no right to. */
    public Mono<Void> refused(Order order) {
        return insert(order, true).then();
    }

    /**
     * Writes down what was killed when it could not be written; the second time it does nothing. A
     * job that lives all the same, and was not started over since, is killed now.
     *
     * @param lease under which it ran
     * @return true if it is killed now
     */
    public Mono<Boolean> remember(Order order, Lease lease, Instant at) {
        return table.atomically(
                table.lock(lease.job())
                        .filterWhen(job -> retriedSince(job, at).map(retried -> !retried))
                        .filter(job -> !job.status().isFinal())
                        .flatMap(job -> give(job, null, order, at))
                        .hasElement()
                        .flatMap(killed ->
                                killed
                                        ? Mono.just(true)
                                        : insertLate(order, lease, at).thenReturn(false)));
    }

    /** Of the node's own jobs, oldest first; at most 100. */
    public Flux<Open> open(String node) {
        return db.sql(OPEN)
                .bind("node", node)
                .map(row ->
                        new Open(
                                new JobId(Columns.of(row, "job_id", UUID.class)),
                                Columns.of(row, "epoch", Long.class),
                                Columns.of(row, "incarnation", UUID.class),
                                Columns.of(row, "survived", Boolean.class),
                                Columns.of(row, "owned", Boolean.class)))
                .all();
    }

    /** Answers them, once the job is no longer owned under that lease. */
    public Mono<Void> prove(Open open, List<String> survivors) {
        return table.atomically(
                        table.lock(open.job())
                                .flatMap(job -> proofs.write(job.id(), open.epoch(), survivors)))
                .then();
    }

    /** All that were written for a job, newest first; at most 20. */
    public Flux<Kill> of(JobId job) {
        return db.sql(OF_JOB).bind("job", job.value()).map(Kills::toKill).all();
    }

    private Mono<Boolean> lives(Job job, @Nullable UUID agent) {
        if (agent == null || job.status().isFinal()) {
            return Mono.just(!job.status().isFinal());
        }
        return db.sql(AGENT_LIVES)
                .bind("agent", agent)
                .bind("job", job.id().value())
                .mapValue(Boolean.class)
                .one();
    }

    private Mono<Boolean> retriedSince(Job job, Instant at) {
        return db.sql(RETRIED_SINCE)
                .bind("job", job.id().value())
                .bind("at", at)
                .mapValue(Boolean.class)
                .one();
    }

    private Mono<Answer> give(Job job, @Nullable UUID agent, Order order, @Nullable Instant at) {
        return db.sql(INSERT)
                .bind("id", order.id())
                .bind("job", job.id().value())
                .bind("agent", Columns.orNull(UUID.class, agent))
                .bind("by", events.clean(order.by()))
                .bind("reason", events.clean(order.reason()))
                .bind("door", order.door())
                .bind("at", Columns.orNull(Instant.class, at))
                .map(row ->
                        new Answer.Given(
                                job,
                                row.get("node", String.class),
                                Columns.of(row, "awake", Boolean.class)))
                .one()
                .flatMap(given ->
                        end(job, order)
                                .map(ended ->
                                        new Answer.Given(ended, given.node(), given.awake())));
    }

    private Mono<Job> end(Job job, Order order) {
        var why = order.reason().isBlank() ? "kill" : "kill: " + order.reason();
        return switch (job.status()) {
            case CANCELLING -> Mono.just(job);
            case RUNNING ->
                    table.move(
                            job,
                            new Move(
                                    JobStatus.CANCELLING,
                                    new JobEvent.Cancelling(order.by(), why),
                                    order.by()));
            default ->
                    proofs.tell(job.id(), 0, List.of())
                            .then(
                                    table.move(
                                            job,
                                            new Move(
                                                    JobStatus.CANCELLED,
                                                    new JobEvent.Cancelled(order.by(), why),
                                                    order.by())));
        };
    }

    private Mono<Long> insert(Order order, boolean refused) {
        return db.sql(INSERT_ALL)
                .bind("id", order.id())
                .bind("by", events.clean(order.by()))
                .bind("reason", events.clean(order.reason()))
                .bind("door", order.door())
                .bind("refused", refused)
                .fetch()
                .rowsUpdated();
    }

    private Mono<Long> insertLate(Order order, Lease lease, Instant at) {
        return db.sql(INSERT_LATE)
                .bind("id", order.id())
                .bind("job", lease.job().value())
                .bind("epoch", lease.epoch())
                .bind("node", lease.node())
                .bind("incarnation", lease.incarnation())
                .bind("by", events.clean(order.by()))
                .bind("reason", events.clean(order.reason()))
                .bind("door", order.door())
                .bind("at", at)
                .fetch()
                .rowsUpdated();
    }

    private static Order each(Order order) {
        return new Order(UUID.randomUUID(), order.by(), order.reason(), order.door());
    }

    private static Kill toKill(Readable row) {
        return new Kill(
                Columns.of(row, "id", UUID.class),
                row.get("agent_id", UUID.class),
                row.get("node", String.class),
                Columns.text(row, "by"),
                Columns.text(row, "reason"),
                Columns.text(row, "door"),
                Columns.of(row, "at", Instant.class),
                row.get("proven_at", Instant.class),
                row.get("after_ms", Long.class),
                List.of(Objects.requireNonNull(row.get("survivors", String[].class))));
    }
}
