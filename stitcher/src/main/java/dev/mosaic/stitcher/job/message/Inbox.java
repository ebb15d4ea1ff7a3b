package dev.mosaic.stitcher.job.message;

import dev.mosaic.stitcher.database.Committed;
import dev.mosaic.stitcher.job.row.Columns;
import dev.mosaic.stitcher.secrets.Redactor;
import io.r2dbc.spi.Readable;
import java.time.Duration;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.r2dbc.core.DatabaseClient;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * What doors received. Stored before it is acknowledged, closed when it was answered. Who holds a
 * delivery, and for how long, is measured on the database clock.
 */
@Component
public class Inbox {
    private static final String STORE =
            """
            insert into inbox (source, delivery_id, event, payload)
            values (:source, :id, :event, :payload)
            on conflict do nothing
            """;

    private static final String FIND =
            "select * from inbox where source = :source and delivery_id = :id";

    private static final String TAKE =
            """
            update inbox set held_until = clock_timestamp() + make_interval(secs => :hold)
            where source = :source and delivery_id = :id and closed_at is null
              and coalesce(held_until < clock_timestamp(), true)
            returning *
            """;

    private static final String TAKE_FORGOTTEN =
            """
            with forgotten as materialized (
                select source, delivery_id from inbox
                where closed_at is null
                  and received_at < clock_timestamp() - make_interval(secs => :age)
                  and coalesce(held_until < clock_timestamp(), true)
                order by received_at limit :limit
                for update skip locked),
            taken as (
                update inbox set held_until = clock_timestamp() + make_interval(secs => :hold)
                where (source, delivery_id) in (select source, delivery_id from forgotten)
                returning *)
            select * from taken order by received_at
            """;

    private static final String CLOSE =
            """
            update inbox set closed_at = clock_timestamp(), reply = :reply
            where source = :source and delivery_id = :id and closed_at is null
            """;

    private final DatabaseClient db;
    private final Redactor redactor;

    @Autowired
    public Inbox(DatabaseClient db, Redactor redactor) {
        this.db = db;
        this.redactor = redactor;
    }

    /** With Mosaic's rules for secrets alone. */
    public Inbox(DatabaseClient db) {
        this(db, Redactor.builtIn());
    }

    /** Stores a delivery, or finds the one with the same source and id. */
    public Mono<Delivery.Receipt> store(Delivery delivery) {
        return db.sql(STORE)
                .bind("source", delivery.source())
                .bind("id", delivery.id())
                .bind("event", delivery.event())
                .bind("payload", Columns.storable(delivery.payload()))
                .fetch()
                .rowsUpdated()
                .flatMap(stored ->
                        stored == 1
                                ? Mono.just(new Delivery.Receipt(delivery, true, null))
                                : found(delivery));
    }

    private Mono<Delivery.Receipt> found(Delivery delivery) {
        return db.sql(FIND)
                .bind("source", delivery.source())
                .bind("id", delivery.id())
                .map(row ->
                        new Delivery.Receipt(
                                toDelivery(row), false, row.get("reply", String.class)))
                .one();
    }

    /**
     * Takes an unanswered delivery for this caller alone, for a while; empty if somebody else has
     * it or it is closed.
     */
    public Mono<Delivery> take(String source, String id, Duration hold) {
        return db.sql(TAKE)
                .bind("source", source)
                .bind("id", id)
                .bind("hold", Columns.seconds(hold))
                .map(Inbox::toDelivery)
                .one();
    }

    /**
     * Takes unanswered deliveries that nobody holds, oldest first: the work of a node that died.
     */
    public Flux<Delivery> takeForgotten(Duration olderThan, Duration hold, int limit) {
        return Committed.rows(
                db.sql(TAKE_FORGOTTEN)
                        .bind("age", Columns.seconds(olderThan))
                        .bind("hold", Columns.seconds(hold))
                        .bind("limit", limit)
                        .map(Inbox::toDelivery));
    }

    /** Closes a delivery with what was answered. The first answer stays. */
    public Mono<Void> close(Delivery delivery, String reply) {
        return db.sql(CLOSE)
                .bind("source", delivery.source())
                .bind("id", delivery.id())
                .bind("reply", Columns.storable(redactor.redact(reply)))
                .then();
    }

    private static Delivery toDelivery(Readable row) {
        return new Delivery(
                Columns.text(row, "source"),
                Columns.text(row, "delivery_id"),
                Columns.text(row, "event"),
                Columns.text(row, "payload"));
    }
}
