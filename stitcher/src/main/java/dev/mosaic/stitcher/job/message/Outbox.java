package dev.mosaic.stitcher.job.message;

import dev.mosaic.stitcher.database.Committed;
import dev.mosaic.stitcher.job.Origin;
import dev.mosaic.stitcher.job.row.Columns;
import dev.mosaic.stitcher.secrets.Redactor;
import io.r2dbc.spi.Readable;
import java.time.Duration;
import java.time.Instant;
import java.util.Set;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.r2dbc.core.DatabaseClient;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** What must be said outside exactly once. */
@Component
public class Outbox {
    private static final String ADD =
            """
            insert into outbox (effect_key, outlet, address, text)
            values (:key, :outlet, :address, :text)
            on conflict do nothing
            """;

    private static final String TAKE =
            """
            with due as materialized (
                select id from outbox
                where sent_at is null and outlet = any(:outlets) and next_at <= clock_timestamp()
                  and coalesce(held_until < clock_timestamp(), true)
                order by id limit :limit
                for update skip locked),
            taken as (
                update outbox o
                set held_until = clock_timestamp() + make_interval(secs => :hold),
                    attempts = attempts + 1
                from due where o.id = due.id
                returning o.*)
            select * from taken order by id
            """;

    /** Also from a sender whose time was over: what was said was said. */
    private static final String SENT =
            """
            update outbox set sent_at = clock_timestamp(), remote_id = :remoteId, error = null
            where id = :id and sent_at is null
            """;

    /** Not from a sender whose time was over: somebody else is at it. */
    private static final String POSTPONE =
            """
            update outbox set next_at = :next, held_until = null, error = :error
            where id = :id and sent_at is null and attempts = :attempts
            """;

    private static final String UNSENT = "select count(*) from outbox where sent_at is null";
    private static final int ERROR_LIMIT = 1_000;

    private final DatabaseClient db;
    private final Redactor redactor;

    @Autowired
    public Outbox(DatabaseClient db, Redactor redactor) {
        this.db = db;
        this.redactor = redactor;
    }

    /** With Mosaic's rules for secrets alone. */
    public Outbox(DatabaseClient db) {
        this(db, Redactor.builtIn());
    }

    /** Adds an effect; false if its key was there before. */
    public Mono<Boolean> add(Effect effect) {
        return db.sql(ADD)
                .bind("key", effect.key())
                .bind("outlet", effect.target().outlet())
                .bind("address", effect.target().address())
                .bind("text", Columns.storable(redactor.redact(effect.text())))
                .fetch()
                .rowsUpdated()
                .map(rows -> rows == 1);
    }

    /** Takes effects that are due for this caller alone, oldest first, for the given outlets. */
    public Flux<Pending> take(Set<String> outlets, Duration hold, int limit) {
        return Committed.rows(
                db.sql(TAKE)
                        .bind("outlets", outlets.toArray(String[]::new))
                        .bind("hold", Columns.seconds(hold))
                        .bind("limit", limit)
                        .map(Outbox::toPending));
    }

    /** The effect is done. */
    public Mono<Void> sent(Pending pending, String remoteId) {
        return db.sql(SENT).bind("id", pending.id()).bind("remoteId", remoteId).then();
    }

    /** It did not work; try again at {@code next}. */
    public Mono<Void> postpone(Pending pending, String error, Instant next) {
        return db.sql(POSTPONE)
                .bind("id", pending.id())
                .bind("attempts", pending.attempts() + 1)
                .bind("error", Columns.storable(redactor.redact(error), ERROR_LIMIT))
                .bind("next", next)
                .then();
    }

    /** How many effects are not sent yet. */
    public Mono<Long> unsent() {
        return db.sql(UNSENT).mapValue(Long.class).one();
    }

    private static Pending toPending(Readable row) {
        var target = new Origin(Columns.text(row, "outlet"), Columns.text(row, "address"));
        return new Pending(
                Columns.of(row, "id", Long.class),
                new Effect(Columns.text(row, "effect_key"), target, Columns.text(row, "text")),
                Columns.number(row, "attempts") - 1);
    }

    /** An effect in somebody's hands. @param attempts how often it was taken before */
    public record Pending(long id, Effect effect, int attempts) {}
}
