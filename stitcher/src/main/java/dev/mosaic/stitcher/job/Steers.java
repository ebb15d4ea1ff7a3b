package dev.mosaic.stitcher.job;

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
 * The store of what people say to the agents of jobs. Whatever it changes is told in the job's log
 * in the same transaction. Errors as in {@link Jobs}.
 */
@Component
public class Steers {
    /** Most characters of one text. */
    public static final int LONGEST = 2_000;

    /** How often people may say something to the agents of one job. */
    public static final int MOST = 40;

    /** Without secrets a text may be longer than it was. */
    private static final int STORED = 4_000;

    /** The job's row is locked meanwhile, so ids grow in the order in which they are seen. */
    private static final String SAY =
            """
            insert into steers (job, by, text, said_at)
            select :job, :by, :text, :now
            where (select count(*) from steers where job = :job) < :most
            returning *
            """;

    private static final String AFTER =
            "select * from steers where job = :job and id > :after order by id";

    private static final String TELL =
            """
            with told as (
                update steers set agent = :agent, told_at = :now
                where job = :job and id <= :upTo and told_at is null
                returning *)
            select * from told order by id
            """;

    private final DatabaseClient db;
    private final Clock clock;
    private final JobTable table;
    private final JobEvents events;

    public Steers(DatabaseClient db, TransactionalOperator tx, Clock clock, JobEvents events) {
        this.db = db;
        this.clock = clock;
        this.table = new JobTable(db, tx, clock, events);
        this.events = events;
    }

    /**
     * Something that a person said.
     *
     * @param id greater than those of everything that was said to the job before
     * @param by who said it: untrusted, as the text is
     * @param agent the first one that was told; null while none was
     */
    public record Steer(long id, String by, String text, Instant at, @Nullable UUID agent) {}

    /**
     * Keeps a text for the agents of a job ({@code steer.received}). {@link IllegalTransition} if
     * the job is over or being ended.
     *
     * @param text of {@link #LONGEST} characters at most, not blank
     * @return false if {@link #MOST} were said already; empty if there is no such job
     */
    public Mono<Boolean> say(JobId id, String by, String text) {
        return table.atomically(table.lock(id).flatMap(job -> say(job, by, text)));
    }

    private Mono<Boolean> say(Job job, String by, String text) {
        var status = job.status();
        if (status.isFinal() || status == JobStatus.CANCELLING) {
            return Mono.error(() -> new IllegalTransition(job.id(), status, status));
        }
        return db.sql(SAY)
                .bind("job", job.id().value())
                .bind("by", Columns.storable(by))
                .bind("text", Columns.storable(events.clean(text), STORED))
                .bind("now", clock.instant())
                .bind("most", MOST)
                .map(Steers::toSteer)
                .one()
                .flatMap(steer ->
                        table.append(
                                job.id(),
                                new JobEvent.SteerReceived(steer.id(), by, steer.text()),
                                by))
                .hasElement();
    }

    /** What was said to a job after a text of that id, in order. @param after 0 for all */
    public Flux<Steer> after(JobId job, long after) {
        return db.sql(AFTER)
                .bind("job", job.value())
                .bind("after", after)
                .map(Steers::toSteer)
                .all();
    }

    /**
     * An agent was told everything up to a text of that id ({@code steer.delivered} for each that
     * no agent had been told before). {@link StaleJob} if the lease is another's.
     */
    public Mono<Void> told(Lease lease, UUID agent, long upTo) {
        return table.atomically(
                table.lock(lease).flatMapMany(job -> tell(job, agent, upTo)).then());
    }

    private Flux<RecordedEvent> tell(Job job, UUID agent, long upTo) {
        return db.sql(TELL)
                .bind("agent", agent)
                .bind("job", job.id().value())
                .bind("upTo", upTo)
                .bind("now", clock.instant())
                .map(Steers::toSteer)
                .all()
                .concatMap(steer ->
                        table.append(
                                job.id(),
                                new JobEvent.SteerDelivered(
                                        steer.id(), steer.by(), agent.toString()),
                                JobTable.MOSAIC));
    }

    private static Steer toSteer(Readable row) {
        return new Steer(
                Columns.of(row, "id", Long.class),
                Columns.text(row, "by"),
                Columns.text(row, "text"),
                Columns.of(row, "said_at", Instant.class),
                row.get("agent", UUID.class));
    }
}
