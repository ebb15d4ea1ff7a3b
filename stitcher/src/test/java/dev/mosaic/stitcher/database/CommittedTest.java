package dev.mosaic.stitcher.database;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mosaic.stitcher.testkit.Postgres;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.springframework.r2dbc.core.DatabaseClient;
import reactor.core.publisher.Flux;

class CommittedTest {
    @RegisterExtension static final Postgres postgres = new Postgres();

    private final DatabaseClient db = DatabaseClient.create(postgres.pool());

    /**
     * A commit that takes its time, and rows that fill the server's buffer of 8 kB so that they are
     * sent before it: whoever does not wait is always too early.
     */
    @Test
    void whoActsOnARowSeesWhatWasWritten() {
        Flux.just(
                        "create table slow (id int primary key, taken boolean not null)",
                        "insert into slow select n, false from generate_series(1, 3) n",
                        "create function dawdle() returns trigger language plpgsql as 'begin perform pg_sleep(0.3); return null; end'",
                        "create constraint trigger dawdle after update on slow deferrable initially deferred for each row execute function dawdle()")
                .concatMap(sql -> db.sql(sql).then())
                .blockLast();
        var take =
                db.sql(
                        "update slow set taken = true where not taken returning id, repeat('x', 10000)");

        var seen =
                Committed.rows(take.map(row -> row.get("id", Integer.class)))
                        .concatMap(id ->
                                db.sql("select taken from slow where id = :id")
                                        .bind("id", id)
                                        .mapValue(Boolean.class)
                                        .one())
                        .collectList()
                        .block();

        assertThat(seen).containsExactly(true, true, true);
    }
}
