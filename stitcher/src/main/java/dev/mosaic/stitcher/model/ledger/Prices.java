package dev.mosaic.stitcher.model.ledger;

import io.r2dbc.spi.Readable;
import java.math.BigDecimal;
import java.util.Objects;
import org.springframework.r2dbc.core.DatabaseClient;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Mono;

/**
 * The dated prices of models. Rows are only added: the latest one holds, by the database's clock.
 */
@Component
public class Prices {
    private static final String CURRENT =
            """
            select * from model_prices
            where provider = :provider and model = :model and since <= clock_timestamp()
            order by since desc, id desc limit 1
            """;

    private static final String SET =
            """
            insert into model_prices (provider, model, input, output, cache_read, cache_write, source)
            values (:provider, :model, :input, :output, :read, :write, 'PERSON')
            """;

    /** Compared with what settings said last, not with what holds: see {@link #keep}. */
    private static final String KEEP =
            """
            insert into model_prices (provider, model, input, output, cache_read, cache_write, source)
            select :provider, :model, :input, :output, :read, :write, 'SETTINGS'
            where not exists (
                select 1 from (
                    select * from model_prices
                    where provider = :provider and model = :model and source = 'SETTINGS'
                    order by since desc, id desc limit 1) said
                where said.input = :input and said.output = :output
                  and said.cache_read = :read and said.cache_write = :write)
            """;

    private final DatabaseClient db;

    public Prices(DatabaseClient db) {
        this.db = db;
    }

    /** What holds now. Empty if the model has no price. */
    public Mono<Price> current(String provider, String model) {
        return db.sql(CURRENT)
                .bind("provider", provider)
                .bind("model", model)
                .map(Prices::toPrice)
                .one();
    }

    /** From now on this price holds, until somebody sets another one or the settings change. */
    public Mono<Void> set(String provider, String model, Price price) {
        return write(SET, provider, model, price);
    }

    /**
     * Takes in what the settings say. It holds from now on if it differs from what settings said
     * before; said again, it does not undo what a person set meanwhile.
     */
    public Mono<Void> keep(String provider, String model, Price price) {
        return write(KEEP, provider, model, price);
    }

    private Mono<Void> write(String sql, String provider, String model, Price price) {
        return db.sql(sql)
                .bind("provider", provider)
                .bind("model", model)
                .bind("input", price.input())
                .bind("output", price.output())
                .bind("read", price.cacheRead())
                .bind("write", price.cacheWrite())
                .then();
    }

    private static Price toPrice(Readable row) {
        return new Price(
                usd(row, "input"),
                usd(row, "output"),
                usd(row, "cache_read"),
                usd(row, "cache_write"));
    }

    private static BigDecimal usd(Readable row, String column) {
        return Objects.requireNonNull(row.get(column, BigDecimal.class), column);
    }
}
