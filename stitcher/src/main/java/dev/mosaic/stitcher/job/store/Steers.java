package dev.mosaic.stitcher.job.store;

import dev.mosaic.stitcher.job.IllegalTransition;
import dev.mosaic.stitcher.job.Job;
import dev.mosaic.stitcher.job.JobEvent;
import dev.mosaic.stitcher.job.JobId;
import dev.mosaic.stitcher.job.JobStatus;
import dev.mosaic.stitcher.job.Lease;
import dev.mosaic.stitcher.job.RecordedEvent;
import dev.mosaic.stitcher.job.StaleJob;
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
 * The store of steers: what people say to the agents of jobs. Whatever it changes is told in the
 * job's log in the same transaction. Errors as in {@link Jobs}.
 */
@Component
public class Steers {
    /** Most characters of one text. */
    public static final int LONGEST = 2_000;

    /** Most steers of one job. */
    public static final int MOST = 40;

    /** Without secrets a text may be longer than it was. */
    private static final int STORED = 4_000;

    /** The job's row is locked meanwhile, so ids grow in the order in which they are seen. */
    private static final String RECEIVE =
            """
            insert into steers (job, by, text, said_at)
            select :job, :by, :text, :now
            where (select count(*) from steers where job = :job) < :most
            returning *
            """;

    private static final String AFTER =
            "select * from steers where job = :job and id > :after order by id";

    private static final String DELIVER =
            """
            with delivered as (
                update steers set agent = :agent, told_at = :now
                where job = :job and id <= :upTo and told_at is null
                returning *)
            select * from delivered order by id
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
     * Something that a person said to the agents of a job.
     *
     * @param id greater than those of every steer of the job before
     * @param by who said it: untrusted, as the text is
     * @param agent the first one that has read it; null while none has
     */
    public record Steer(long id, String by, String text, Instant at, @Nullable UUID agent) {}

    /**
     * Keeps a text for the agents of a job ({@code steer.received}). {@link IllegalTransition} if
     * the job is over or being ended.
     *
     * @param text of {@link #LONGEST} characters at most, not blank
     * @return false if there are {@link #MOST} already; empty if there is no such job
     */
    public Mono<Boolean> receive(JobId id, String by, String text) {
        return table.atomically(table.lock(id).flatMap(job -> receive(job, by, text)));
    }

    private Mono<Boolean> receive(Job job, String by, String text) {
        var status = job.status();
        if (status.isFinal() || status == JobStatus.CANCELLING) {
            return Mono.error(() -> new IllegalTransition(job.id(), status, status));
        }
        return db.sql(RECEIVE)
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

    /** The steers of a job after the one of that id, in order. @param after 0 for all */
    public Flux<Steer> after(JobId job, long after) {
        return db.sql(AFTER)
                .bind("job", job.value())
                .bind("after", after)
                .map(Steers::toSteer)
                .all();
    }

    /**
     * An agent has read every steer up to the one of that id ({@code steer.delivered} for each that
     * no agent had read before). {@link StaleJob} if the lease is another's.
     */
    public Mono<Void> deliver(Lease lease, UUID agent, long upTo) {
        return table.atomically(
                table.lock(lease).flatMapMany(job -> deliver(job, agent, upTo)).then());
    }

    private Flux<RecordedEvent> deliver(Job job, UUID agent, long upTo) {
        return db.sql(DELIVER)
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
