package dev.mosaic.stitcher.database;

import org.springframework.r2dbc.core.RowsFetchSpec;
import reactor.core.publisher.Flux;

/**
 * What a statement wrote that is a transaction of its own. PostgreSQL sends the rows of {@code
 * returning} as soon as they fill its buffer of 8 kB, and commits after the statement (in the
 * extended protocol, at {@code Sync}): whoever acts on the first row may be faster than the commit,
 * and sees the world as it was before.
 */
public final class Committed {
    private Committed() {}

    /**
     * The rows, when they can be seen by everybody. Inside a transaction that is its own affair.
     */
    public static <T> Flux<T> rows(RowsFetchSpec<T> statement) {
        return statement.all().collectList().flatMapIterable(rows -> rows);
    }
}
