package dev.mosaic.stitcher.job.message;

import org.springframework.r2dbc.core.DatabaseClient;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Mono;

/** How far each reader of the log has come. */
@Component
public class Cursors {
    private static final String POSITION = "select position from cursors where reader = :reader";

    private static final String ADVANCE =
            "update cursors set position = :to where reader = :reader and position = :from";

    private static final String BEGIN =
            "insert into cursors (reader, position) values (:reader, :to) on conflict do nothing";

    private final DatabaseClient db;

    public Cursors(DatabaseClient db) {
        this.db = db;
    }

    /** The position of a reader; 0 for a new one. */
    public Mono<Long> position(String reader) {
        return db.sql(POSITION)
                .bind("reader", reader)
                .mapValue(Long.class)
                .one()
                .defaultIfEmpty(0L);
    }

    /**
     * Moves a reader forward. Errors with {@link IllegalStateException} if another process moved it
     * meanwhile: then the caller's transaction must not commit.
     */
    public Mono<Void> advance(String reader, long from, long to) {
        return advanced(reader, from, to)
                .filter(rows -> rows == 1)
                .switchIfEmpty(Mono.defer(() -> from == 0 ? begun(reader, to) : Mono.just(0L)))
                .flatMap(rows -> rows == 1 ? Mono.empty() : Mono.error(moved(reader, from)));
    }

    private Mono<Long> advanced(String reader, long from, long to) {
        return db.sql(ADVANCE)
                .bind("reader", reader)
                .bind("from", from)
                .bind("to", to)
                .fetch()
                .rowsUpdated();
    }

    private Mono<Long> begun(String reader, long to) {
        return db.sql(BEGIN).bind("reader", reader).bind("to", to).fetch().rowsUpdated();
    }

    private static IllegalStateException moved(String reader, long from) {
        return new IllegalStateException("reader %s is no longer at %d".formatted(reader, from));
    }
}
