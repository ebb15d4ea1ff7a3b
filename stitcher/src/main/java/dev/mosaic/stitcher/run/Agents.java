package dev.mosaic.stitcher.run;

import dev.mosaic.stitcher.job.JobEvent.AgentCleaned;
import dev.mosaic.stitcher.job.JobEvent.AgentFinished;
import dev.mosaic.stitcher.job.JobEvent.AgentSpawned;
import dev.mosaic.stitcher.job.JobId;
import dev.mosaic.stitcher.job.StaleJob;
import dev.mosaic.stitcher.job.store.Jobs;
import io.r2dbc.spi.Parameter;
import io.r2dbc.spi.Parameters;
import io.r2dbc.spi.Readable;
import java.math.BigDecimal;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Objects;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.r2dbc.core.DatabaseClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.reactive.TransactionalOperator;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** The store of agents. What it changes is told in the job's log in the same transaction. */
@Component
public class Agents {
    private static final String INSERT =
            """
            insert into agents (id, job_id, step_id, attempt, epoch, profile, engine, model, state,
                node, incarnation, worktree, created_at, started_at)
            values (:id, :job, :step, :attempt, :epoch, :profile, :engine, :model, 'SPAWNING',
                :node, :incarnation, :worktree, :now, :now)
            on conflict (id) do update set
                step_id = excluded.step_id, attempt = excluded.attempt, epoch = excluded.epoch,
                profile = excluded.profile, engine = excluded.engine, model = excluded.model,
                node = excluded.node, incarnation = excluded.incarnation,
                worktree = excluded.worktree, started_at = excluded.started_at
            where agents.node is null and agents.state = 'SPAWNING'
                and agents.job_id = excluded.job_id
            returning *
            """;

    /**
     * Whoever has the job may be choosing the id of its agent at this moment, so nothing is
     * reserved then. What the first agent of a job is follows from the job's kind.
     */
    private static final String RESERVE =
            """
            insert into agents (id, job_id, attempt, epoch, profile, engine, model, state, created_at)
            select :id, j.id, j.attempt, 0,
                case j.kind when 'REVIEW' then 'inspector' when 'CHECK' then 'tester' else 'weaver' end,
                j.engine, j.model, 'SPAWNING', :now
            from runner_jobs j
            where j.id = :job and j.status in ('PENDING', 'QUEUED', 'WAITING')
                and not exists (select from agents a where a.job_id = j.id)
            """;

    private static final String RESERVED =
            """
            select id from agents where job_id = :job and node is null and state = 'SPAWNING'
            """;

    /**
     * A job has one agent at a time: one that still seems to live is one whose end was not written.
     */
    private static final String CLOSE_EARLIER =
            """
            update agents set state = 'KILLED', completed_at = :now,
                error = 'It was ended, but its end could not be written down at the time.'
            where job_id = :job and id <> :id and state in ('SPAWNING', 'RUNNING')
            """;

    private static final String BEGIN =
            """
            update agents set state = 'RUNNING' where id = :id and state = any(:from)
            returning *
            """;

    private static final String END =
            """
            update agents set state = :to, turns = :turns, error = :error, completed_at = :now
            where id = :id and state = any(:from)
            returning *
            """;

    private static final String SPENT =
            """
            update agents set input_tokens = :input, output_tokens = :output,
                cache_read_tokens = :cacheRead, cache_write_tokens = :cacheWrite, cost = :cost
            where id = :id
            """;

    private static final String LOST =
            """
            update agents set state = 'KILLED', completed_at = :now,
                error = 'Its node went away while it ran.'
            where node = :node and incarnation <> :incarnation and state in ('SPAWNING', 'RUNNING')
            returning *
            """;

    private static final String LIST =
            """
            select * from agents
            where (:state::text is null or state = :state)
              and (:job::uuid is null or job_id = :job)
              and (:node::text is null or node = :node)
              and (not :liveOnly or state in ('SPAWNING', 'RUNNING'))
              and (:before::uuid is null or (created_at, id) < (
                  select b.created_at, b.id from agents b where b.id = :before))
            order by created_at desc, id desc limit :limit
            """;

    private static final String FIND = "select * from agents where id = :id";

    private static final String OF_JOB =
            "select * from agents where job_id = :job order by created_at, id";

    private final DatabaseClient db;
    private final TransactionalOperator tx;
    private final Clock clock;
    private final Jobs jobs;

    public Agents(DatabaseClient db, TransactionalOperator tx, Clock clock, Jobs jobs) {
        this.db = db;
        this.tx = tx;
        this.clock = clock;
        this.jobs = jobs;
    }

    /** What {@link #list} shows. Null means any. */
    public record Filter(
            @Nullable AgentState state,
            @Nullable JobId job,
            @Nullable String node,
            boolean liveOnly) {}

    /** Newest first. @param before only agents older than this one; null for the newest */
    public Flux<Agent> list(Filter filter, @Nullable UUID before, int limit) {
        return db.sql(LIST)
                .bind("state", orNull(filter.state() == null ? null : filter.state().name()))
                .bind(
                        "job",
                        filter.job() == null
                                ? Parameters.in(UUID.class)
                                : Parameters.in(filter.job().value()))
                .bind("node", orNull(filter.node()))
                .bind("liveOnly", filter.liveOnly())
                .bind("before", before == null ? Parameters.in(UUID.class) : Parameters.in(before))
                .bind("limit", limit)
                .map(Agents::toAgent)
                .all();
    }

    public Mono<Agent> find(UUID id) {
        return db.sql(FIND).bind("id", id).map(Agents::toAgent).one();
    }

    /**
     * Reserves the id under which the first agent of a job will run, if the job has no agent yet
     * and nobody has the job. Joins the caller's transaction, in which the job is new or locked.
     */
    public Mono<Void> reserve(JobId job) {
        return db.sql(RESERVE)
                .bind("id", UUID.randomUUID())
                .bind("job", job.value())
                .bind("now", clock.instant())
                .then();
    }

    /** The first agent of a job, reserved or not. Empty if it has none yet. */
    public Mono<Agent> first(JobId job) {
        return db.sql(OF_JOB + " limit 1").bind("job", job.value()).map(Agents::toAgent).one();
    }

    /** All agents of a job in the order in which they began. */
    public Flux<Agent> of(JobId job) {
        return db.sql(OF_JOB).bind("job", job.value()).map(Agents::toAgent).all();
    }

    /**
     * Marks what earlier incarnations of a node left KILLED, as far as its job was not put back,
     * which does so itself; for the node's start, after the sandboxes were swept. Gives what it
     * marked.
     */
    public Flux<Agent> abandon(String node, UUID incarnation) {
        return db.sql(LOST)
                .bind("node", node)
                .bind("incarnation", incarnation)
                .bind("now", clock.instant())
                .map(Agents::toAgent)
                .all();
    }

    /** The id that is reserved for the next agent of a job. Empty if none is. */
    Mono<UUID> reserved(JobId job) {
        return db.sql(RESERVED).bind("job", job.value()).mapValue(UUID.class).one();
    }

    /**
     * A new agent, SPAWNING; one that was reserved under this id becomes it. {@link StaleJob} if
     * the lease is another's.
     */
    Mono<Agent> spawn(AgentRun run) {
        var spawned =
                new AgentSpawned(run.agent(), run.profile().word(), run.engine(), run.model());
        return tx.transactional(
                jobs.record(run.lease(), spawned)
                        .then(Mono.defer(() -> closeEarlier(run)))
                        .then(Mono.defer(() -> insert(run))));
    }

    /** SPAWNING → RUNNING. */
    Mono<Agent> begin(AgentRun run) {
        return db.sql(BEGIN)
                .bind("id", UUID.fromString(run.agent()))
                .bind("from", allowedBefore(AgentState.RUNNING))
                .map(Agents::toAgent)
                .one()
                .switchIfEmpty(refused(run, AgentState.RUNNING));
    }

    /** Remembers what its model cost so far; also of one whose end was written by now. */
    Mono<Void> spent(AgentRun run, Agent.Spent spent) {
        return db.sql(SPENT)
                .bind("id", UUID.fromString(run.agent()))
                .bind("input", spent.input())
                .bind("output", spent.output())
                .bind("cacheRead", spent.cacheRead())
                .bind("cacheWrite", spent.cacheWrite())
                .bind("cost", spent.cost())
                .then();
    }

    /** How an agent ended. @param summary for people; the error unless it COMPLETED */
    record End(AgentState state, int turns, Duration took, String summary) {}

    /**
     * The end of an agent. Also written when the lease is another's by now, but then the log is not
     * ours any more and stays as it is; and so does an end that was written by whoever took the
     * job.
     */
    Mono<Agent> finish(AgentRun run, End end) {
        var finished =
                new AgentFinished(
                        run.agent(),
                        end.state().name(),
                        end.turns(),
                        end.took().toMillis(),
                        end.summary());
        return tx.transactional(
                        jobs.record(run.lease(), finished).then(Mono.defer(() -> end(run, end))))
                .onErrorResume(
                        StaleJob.class,
                        _ -> ended(run, end).switchIfEmpty(find(UUID.fromString(run.agent()))));
    }

    /** Says that nothing of an agent is left; says nothing once the lease is another's. */
    Mono<Void> cleaned(AgentRun run) {
        return jobs.record(run.lease(), new AgentCleaned(run.agent()))
                .onErrorComplete(StaleJob.class)
                .then();
    }

    private Mono<Long> closeEarlier(AgentRun run) {
        return db.sql(CLOSE_EARLIER)
                .bind("job", run.lease().job().value())
                .bind("id", UUID.fromString(run.agent()))
                .bind("now", clock.instant())
                .fetch()
                .rowsUpdated();
    }

    private Mono<Agent> insert(AgentRun run) {
        return db.sql(INSERT)
                .bind("id", UUID.fromString(run.agent()))
                .bind("job", run.lease().job().value())
                .bind("step", run.step().id())
                .bind("attempt", run.step().attempt())
                .bind("epoch", run.lease().epoch())
                .bind("profile", run.profile().word())
                .bind("engine", run.engine())
                .bind("model", orNull(run.model()))
                .bind("node", run.lease().node())
                .bind("incarnation", run.lease().incarnation())
                .bind("worktree", run.worktree().toString())
                .bind("now", clock.instant())
                .map(Agents::toAgent)
                .one()
                .switchIfEmpty(refused(run, AgentState.SPAWNING));
    }

    private Mono<Agent> end(AgentRun run, End end) {
        return ended(run, end).switchIfEmpty(refused(run, end.state()));
    }

    /** Empty if it had an end already. */
    private Mono<Agent> ended(AgentRun run, End end) {
        return db.sql(END)
                .bind("id", UUID.fromString(run.agent()))
                .bind("to", end.state().name())
                .bind("from", allowedBefore(end.state()))
                .bind("turns", end.turns())
                .bind(
                        "error",
                        orNull(
                                end.state() == AgentState.COMPLETED
                                        ? null
                                        : jobs.clean(end.summary())))
                .bind("now", clock.instant())
                .map(Agents::toAgent)
                .one();
    }

    private static String[] allowedBefore(AgentState to) {
        return Arrays.stream(AgentState.values())
                .filter(from -> from.mayBecome(to))
                .map(AgentState::name)
                .toArray(String[]::new);
    }

    private static Mono<Agent> refused(AgentRun run, AgentState to) {
        return Mono.error(() ->
                new IllegalStateException("agent %s may not become %s".formatted(run.agent(), to)));
    }

    private static Parameter orNull(@Nullable String text) {
        return text == null ? Parameters.in(String.class) : Parameters.in(text);
    }

    private static Agent toAgent(Readable row) {
        return new Agent(
                of(row, "id", UUID.class),
                new JobId(of(row, "job_id", UUID.class)),
                row.get("step_id", UUID.class),
                of(row, "attempt", Integer.class),
                of(row, "epoch", Long.class),
                of(row, "profile", String.class),
                of(row, "engine", String.class),
                row.get("model", String.class),
                AgentState.valueOf(of(row, "state", String.class)),
                row.get("node", String.class),
                row.get("worktree", String.class),
                of(row, "turns", Integer.class),
                new Agent.Spent(
                        of(row, "input_tokens", Long.class),
                        of(row, "output_tokens", Long.class),
                        of(row, "cache_read_tokens", Long.class),
                        of(row, "cache_write_tokens", Long.class),
                        of(row, "cost", BigDecimal.class)),
                of(row, "created_at", Instant.class),
                row.get("started_at", Instant.class),
                row.get("completed_at", Instant.class),
                row.get("error", String.class));
    }

    private static <T> T of(Readable row, String column, Class<T> type) {
        return Objects.requireNonNull(row.get(column, type), column);
    }
}
