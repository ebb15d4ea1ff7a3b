package dev.mosaic.stitcher.job.work;

import dev.mosaic.stitcher.job.Lease;
import dev.mosaic.stitcher.job.row.Columns;
import dev.mosaic.stitcher.job.store.JobEvents;
import java.nio.charset.StandardCharsets;
import org.springframework.r2dbc.core.DatabaseClient;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Mono;

/**
 * What agents and their models said to each other, for the next round of the same job on whatever
 * node. One for each job, without secrets, and gone when the job is over: the database sees to
 * that, whoever ends it.
 */
@Component
public class Conversations {
    /** Most bytes of one. */
    public static final int LIMIT = 2 << 20;

    /**
     * Whoever ends the job meanwhile comes before, and nothing is kept, or after, and deletes it.
     */
    private static final String KEEP =
            """
            insert into conversations (job, attempt, round, engine, model, heard, body)
            select id, :attempt, :round, :engine, :model, :heard, :body from runner_jobs
            where id = :job and lease_epoch = :epoch and owner_incarnation = :incarnation
              and status = 'RUNNING'
            for update
            on conflict (job) do update set
                attempt = excluded.attempt, round = excluded.round, engine = excluded.engine,
                model = excluded.model, heard = excluded.heard, body = excluded.body,
                left_at = clock_timestamp()
            """;

    private static final String FIND =
            """
            select c.heard, c.body from conversations c join runner_jobs j on j.id = c.job
            where c.job = :job and c.attempt = :attempt and c.round = :round
              and c.engine = :engine and c.model = :model
              and j.lease_epoch = :epoch and j.owner_incarnation = :incarnation
            """;

    private final DatabaseClient db;
    private final JobEvents events;

    public Conversations(DatabaseClient db, JobEvents events) {
        this.db = db;
        this.events = events;
    }

    /**
     * Whose it is, and who can go on with it.
     *
     * @param round of the agent that leaves it
     * @param model {@code provider/model}
     */
    public record Key(Lease lease, int attempt, int round, String engine, String model) {}

    /**
     * A conversation.
     *
     * @param steer the id of the last steer that stands in it; 0 for none
     * @param body JSON, as its engine wrote it
     */
    public record Conversation(long steer, String body) {}

    /**
     * Keeps the conversation of an agent, in the place of what was there. Every text in it loses
     * its secrets and what is longer than a line of the log. Does nothing if the lease is
     * another's.
     *
     * @return false if nothing was kept: it is too long, or the lease is another's
     */
    public Mono<Boolean> keep(Key key, Conversation conversation) {
        return Mono.fromSupplier(() -> events.cleanJson(conversation.body()))
                .filter(body -> body.getBytes(StandardCharsets.UTF_8).length <= LIMIT)
                .flatMap(body ->
                        bound(db.sql(KEEP), key)
                                .bind("heard", conversation.steer())
                                .bind("body", body)
                                .fetch()
                                .rowsUpdated())
                .map(rows -> rows == 1)
                .defaultIfEmpty(false);
    }

    /**
     * That of the agent of that very round; empty if there is none, or if the lease is another's.
     */
    public Mono<Conversation> find(Key key) {
        return bound(db.sql(FIND), key)
                .map(row ->
                        new Conversation(
                                Columns.of(row, "heard", Long.class), Columns.text(row, "body")))
                .one();
    }

    private static DatabaseClient.GenericExecuteSpec bound(
            DatabaseClient.GenericExecuteSpec sql, Key key) {
        return sql.bind("job", key.lease().job().value())
                .bind("attempt", key.attempt())
                .bind("round", key.round())
                .bind("engine", key.engine())
                .bind("model", key.model())
                .bind("epoch", key.lease().epoch())
                .bind("incarnation", key.lease().incarnation());
    }
}
