package dev.mosaic.stitcher.job.store;

import static java.util.stream.Collectors.toUnmodifiableMap;

import dev.mosaic.stitcher.job.JobEvent;
import dev.mosaic.stitcher.job.JobId;
import dev.mosaic.stitcher.job.RecordedEvent;
import dev.mosaic.stitcher.job.row.Columns;
import dev.mosaic.stitcher.secrets.Redactor;
import io.r2dbc.spi.Readable;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.UUID;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.r2dbc.core.DatabaseClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.reactive.TransactionSynchronization;
import org.springframework.transaction.reactive.TransactionSynchronizationManager;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;
import reactor.core.scheduler.Schedulers;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonGenerator;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.SerializationContext;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.module.SimpleModule;
import tools.jackson.databind.ser.std.StdSerializer;

/** Reads the job log. Writing is the stores' own business. */
@Component
public class JobEvents {
    private static final String OF_JOB =
            """
            select * from job_events where job_id = :job and seq > :seq order by seq limit :limit
            """;

    /** A line below xmin belongs to a transaction before which no other can still commit. */
    private static final String AFTER =
            """
            select * from job_events
            where (tx, pos) > (coalesce((select tx from job_events where pos = :pos), '0'::xid8), :pos)
              and tx < pg_snapshot_xmin(pg_current_snapshot())
            order by tx, pos limit :limit
            """;

    private static final String NEWEST =
            """
            select pos from job_events where tx < pg_snapshot_xmin(pg_current_snapshot())
            order by tx desc, pos desc limit 1
            """;

    private static final String LAST =
            """
            select * from job_events where job_id = :job and type = :type order by seq desc limit 1
            """;

    private static final String APPEND =
            """
            with told as (
                update runner_jobs set last_seq = last_seq + 1 where id = :job returning last_seq)
            insert into job_events (job_id, seq, at, type, actor, payload)
            select :job, told.last_seq, :at, :type, :actor, :payload::jsonb from told
            returning *
            """;

    private static final Duration ANYWAY = Duration.ofSeconds(1);

    private final DatabaseClient db;
    private final Redactor redactor;
    private final Codec codec;
    private final Sinks.Many<Long> commits = Sinks.many().multicast().directBestEffort();

    @Autowired
    public JobEvents(DatabaseClient db, JsonMapper json, Redactor redactor) {
        this.db = db;
        this.redactor = redactor;
        this.codec = new Codec(json, redactor);
    }

    /** Every type of event that this release writes, with the record that is its payload. */
    public static Map<String, Class<? extends JobEvent>> types() {
        return Codec.TYPES;
    }

    /** With Mosaic's rules for secrets alone. */
    public JobEvents(DatabaseClient db, JsonMapper json) {
        this(db, json, Redactor.builtIn());
    }

    /** Lines of one job after {@code seq}, in order, at most {@code limit}. */
    public Flux<RecordedEvent> of(JobId job, int afterSeq, int limit) {
        return db.sql(OF_JOB)
                .bind("job", job.value())
                .bind("seq", afterSeq)
                .bind("limit", limit)
                .map(this::toEvent)
                .all();
    }

    /**
     * Lines of all jobs after the line at {@code pos} (0: from the start), in the order in which
     * their transactions began, at most {@code limit}. Stops before the first line that a
     * transaction still under way could precede, so that a cursor never skips one.
     */
    public Flux<RecordedEvent> after(long pos, int limit) {
        return db.sql(AFTER).bind("pos", pos).bind("limit", limit).map(this::toEvent).all();
    }

    /** The position of the newest line that {@link #after} would give; 0 when there is none. */
    public Mono<Long> newest() {
        return db.sql(NEWEST).mapValue(Long.class).one().defaultIfEmpty(0L);
    }

    /**
     * Ticks soon after something was committed by this process, and each second anyway: a hint to
     * read again. Never ends, never fails, drops ticks for slow readers.
     */
    public Flux<Long> ticks() {
        return ticks(ANYWAY);
    }

    /** As {@link #ticks()}, but only after a commit. */
    public Flux<Long> commits() {
        return outOfTheWay(commits.asFlux());
    }

    Flux<Long> ticks(Duration anyway) {
        return outOfTheWay(Flux.merge(commits.asFlux(), Flux.interval(Duration.ZERO, anyway)));
    }

    /** Whoever commits must not do the readers' work. */
    private static Flux<Long> outOfTheWay(Flux<Long> ticks) {
        return ticks.onBackpressureLatest().publishOn(Schedulers.parallel(), 1);
    }

    /** The newest line of a type in the log of a job. */
    Mono<RecordedEvent> last(JobId job, String type) {
        return db.sql(LAST).bind("job", job.value()).bind("type", type).map(this::toEvent).one();
    }

    /** Appends a line. The caller's transaction makes sure that it may. */
    Mono<RecordedEvent> append(JobId job, JobEvent event, String actor, Instant at) {
        return db.sql(APPEND)
                .bind("job", job.value())
                .bind("at", at)
                .bind("actor", actor)
                .bindValues(row(event).values())
                .map(this::toEvent)
                .one();
    }

    /** An event as it stands in the log. */
    record Row(String type, String payload) {
        /** For parameters of these names. */
        Map<String, Object> values() {
            return Map.of("type", type, "payload", payload);
        }
    }

    Row row(JobEvent event) {
        return new Row(codec.typeOf(event), codec.write(event));
    }

    /** Joins the transaction of the subscriber: readers hear of it when it has been committed. */
    Mono<Void> tickAfterCommit() {
        return TransactionSynchronizationManager.forCurrentTransaction()
                .doOnNext(transaction ->
                        transaction.registerSynchronization(
                                new TransactionSynchronization() {
                                    @Override
                                    public Mono<Void> afterCommit() {
                                        return Mono.fromRunnable(JobEvents.this::tick);
                                    }
                                }))
                .then();
    }

    /**
     * Something was committed. One thread at a time, and never an error: a hint that could fail a
     * claim or a commit would cost more than a hint that is lost.
     */
    void tick() {
        synchronized (commits) {
            commits.tryEmitNext(0L);
        }
    }

    /** A text as it may be stored: without secrets. */
    String clean(String text) {
        return Columns.storable(redactor.redact(text));
    }

    /** The same for all texts of a JSON document, each cut as in a line of the log. */
    public String cleanJson(String document) {
        return codec.clean(document);
    }

    RecordedEvent toEvent(Readable row) {
        var type = Columns.text(row, "type");
        return new RecordedEvent(
                new JobId(Columns.of(row, "job_id", UUID.class)),
                Columns.number(row, "seq"),
                Columns.of(row, "pos", Long.class),
                Columns.of(row, "at", Instant.class),
                type,
                Columns.text(row, "actor"),
                codec.read(type, Columns.text(row, "payload")));
    }

    /**
     * Events as JSON. What this release cannot read (a type of a later one, or a value that it does
     * not know) becomes {@link JobEvent.Unknown}, so that one line never stops a reader.
     */
    private static final class Codec {
        /** The names are stored for ever: add, never change. */
        private static final Map<String, Class<? extends JobEvent>> TYPES =
                Map.ofEntries(
                        Map.entry("job.submitted", JobEvent.Submitted.class),
                        Map.entry("job.watched", JobEvent.Watched.class),
                        Map.entry("job.queued", JobEvent.Queued.class),
                        Map.entry("job.delayed", JobEvent.Delayed.class),
                        Map.entry("job.claimed", JobEvent.Claimed.class),
                        Map.entry("job.waiting", JobEvent.Waiting.class),
                        Map.entry("job.resumed", JobEvent.Resumed.class),
                        Map.entry("job.cancelling", JobEvent.Cancelling.class),
                        Map.entry("job.cancelled", JobEvent.Cancelled.class),
                        Map.entry("job.completed", JobEvent.Completed.class),
                        Map.entry("job.failed", JobEvent.Failed.class),
                        Map.entry("job.quarantined", JobEvent.Quarantined.class),
                        Map.entry("job.retried", JobEvent.Retried.class),
                        Map.entry("job.changed", JobEvent.Changed.class),
                        Map.entry("step.started", JobEvent.StepStarted.class),
                        Map.entry("step.progress", JobEvent.StepProgress.class),
                        Map.entry("step.finished", JobEvent.StepFinished.class),
                        Map.entry("agent.spawned", JobEvent.AgentSpawned.class),
                        Map.entry("agent.tool", JobEvent.AgentTool.class),
                        Map.entry("agent.usage", JobEvent.AgentUsage.class),
                        Map.entry("agent.context", JobEvent.AgentContext.class),
                        Map.entry("agent.note", JobEvent.AgentNote.class),
                        Map.entry("agent.finished", JobEvent.AgentFinished.class),
                        Map.entry("agent.cleaned", JobEvent.AgentCleaned.class),
                        Map.entry("steer.received", JobEvent.SteerReceived.class),
                        Map.entry("steer.delivered", JobEvent.SteerDelivered.class),
                        Map.entry("kill.proven", JobEvent.KillProven.class),
                        Map.entry("work.kept", JobEvent.WorkKept.class),
                        Map.entry("egress.blocked", JobEvent.EgressBlocked.class),
                        Map.entry("budget.warned", JobEvent.BudgetWarned.class),
                        Map.entry("budget.exceeded", JobEvent.BudgetExceeded.class),
                        Map.entry("budget.spent", JobEvent.BudgetSpent.class),
                        Map.entry("gate.started", JobEvent.GateStarted.class),
                        Map.entry("gates.detected", JobEvent.GatesDetected.class),
                        Map.entry("gate.held", JobEvent.GateHeld.class),
                        Map.entry("gate.bypassed", JobEvent.GateBypassed.class),
                        Map.entry("gate.passed", JobEvent.GatePassed.class),
                        Map.entry("gate.rejected", JobEvent.GateRejected.class),
                        Map.entry("gate.broken", JobEvent.GateBroken.class),
                        Map.entry("review.verdict", JobEvent.ReviewVerdict.class),
                        Map.entry("change.found", JobEvent.ChangeFound.class),
                        Map.entry("branch.conflicted", JobEvent.BranchConflicted.class),
                        Map.entry("branch.pushed", JobEvent.BranchPushed.class),
                        Map.entry("pr.opened", JobEvent.PullRequestOpened.class));

        private static final Map<Class<? extends JobEvent>, String> NAMES =
                TYPES.entrySet().stream()
                        .collect(toUnmodifiableMap(Map.Entry::getValue, Map.Entry::getKey));

        private final JsonMapper json;

        Codec(JsonMapper json, Redactor redactor) {
            this.json =
                    json.rebuild()
                            .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
                            .disable(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES)
                            .addModule(new SimpleModule().addSerializer(new StorableText(redactor)))
                            .build();
        }

        String clean(String document) {
            return json.writeValueAsString(json.readValue(document, Object.class));
        }

        String typeOf(JobEvent event) {
            if (event instanceof JobEvent.Unknown unknown) {
                return unknown.type();
            }
            var name = NAMES.get(event.getClass());
            if (name == null) {
                throw new IllegalStateException("no name for " + event.getClass());
            }
            return name;
        }

        String write(JobEvent event) {
            return event instanceof JobEvent.Unknown unknown
                    ? unknown.json()
                    : json.writeValueAsString(event);
        }

        JobEvent read(String type, String payload) {
            var known = TYPES.get(type);
            if (known == null) {
                return new JobEvent.Unknown(type, payload);
            }
            try {
                return json.readValue(payload, known);
            } catch (JacksonException _) {
                return new JobEvent.Unknown(type, payload);
            }
        }

        /**
         * jsonb has no NUL, a line of a log is not the place for a whole file, and none for a
         * secret.
         */
        private static final class StorableText extends StdSerializer<String> {
            private static final int LIMIT = 16 * 1024;

            private final Redactor redactor;

            StorableText(Redactor redactor) {
                super(String.class);
                this.redactor = redactor;
            }

            @Override
            public void serialize(String text, JsonGenerator out, SerializationContext context) {
                out.writeString(Columns.storable(redactor.redact(text), LIMIT));
            }
        }
    }
}
