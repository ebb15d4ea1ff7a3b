package dev.mosaic.stitcher.model.ledger;

import dev.mosaic.stitcher.model.ledger.DatedPrice.Outcome;
import dev.mosaic.stitcher.model.ledger.DatedPrice.Wanted;
import io.r2dbc.spi.Parameter;
import io.r2dbc.spi.Parameters;
import io.r2dbc.spi.Readable;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import org.springframework.r2dbc.core.DatabaseClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.reactive.TransactionalOperator;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * The dated prices of models. Rows are only added: the latest one holds, by the database's clock.
 * Every call is reserved by the price that holds at that moment, on whichever node, and keeps it to
 * its end.
 */
@Component
public class Prices {
    private static final String CURRENT =
            """
            select *, 'HOLDS' as state from model_prices
            where provider = :provider and model = :model and since <= clock_timestamp()
            order by since desc, id desc limit 1
            """;

    /**
     * Readers go on; who adds a price waits, so that the version is true until we have added ours.
     */
    private static final String ALONE = "lock table model_prices in share row exclusive mode";

    private static final String VERSION = "select coalesce(max(id), 0) from model_prices";

    private static final String SET =
            """
            insert into model_prices (provider, model, input, output, cache_read, cache_write,
                source, set_by, since)
            select :provider, :model, :input, :output, :read, :write, 'PERSON', :by, at.since
            from (select clock_timestamp() as now) clock,
                 lateral (select coalesce(:since::timestamptz, clock.now) as since) at
            where at.since >= clock.now
            returning *, case when :since::timestamptz is null then 'HOLDS' else 'AHEAD' end as state
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

    /** Of two that begin at the same time the later one was meant. */
    private static final String LIST =
            """
            with clock as materialized (select clock_timestamp() as now)
            select p.*, case
                when exists (
                    select from model_prices q
                    where q.provider = p.provider and q.model = p.model
                      and (q.since, q.id) > (p.since, p.id)
                      and (q.since <= clock.now or q.since = p.since)) then 'REPLACED'
                when p.since > clock.now then 'AHEAD'
                else 'HOLDS' end as state
            from model_prices p, clock
            where (:provider::text is null or p.provider = :provider)
              and (:model::text is null or p.model = :model)
              and (:before::bigint is null or p.id < :before)
            order by p.id desc limit :limit
            """;

    private final DatabaseClient db;
    private final TransactionalOperator transactions;
    private final Map<Filter, DatedPrice> seen = new ConcurrentHashMap<>();

    public Prices(DatabaseClient db, TransactionalOperator transactions) {
        this.db = db;
        this.transactions = transactions;
    }

    /** What {@link #list} shows. Null means any. */
    public record Filter(@Nullable String provider, @Nullable String model) {}

    /** What holds now. Empty if the model has no price. */
    public Mono<DatedPrice> current(String provider, String model) {
        return db.sql(CURRENT)
                .bind("provider", provider)
                .bind("model", model)
                .map(Prices::toDatedPrice)
                .one()
                .doOnNext(price -> seen.put(new Filter(provider, model), price));
    }

    /**
     * What held when this node looked last, which it seldom does: prices change once in months, and
     * {@link Ledger#reserve} finds out. Empty if the model has no price.
     */
    public Mono<DatedPrice> likely(String provider, String model) {
        return Mono.defer(() -> {
            var known = seen.get(new Filter(provider, model));
            return known == null ? current(provider, model) : Mono.just(known);
        });
    }

    /**
     * All that were ever set, those that were added last first. @param before null for the newest
     */
    public Flux<DatedPrice> list(Filter filter, @Nullable Long before, int limit) {
        return db.sql(LIST)
                .bind("provider", orNull(String.class, filter.provider()))
                .bind("model", orNull(String.class, filter.model()))
                .bind("before", orNull(Long.class, before))
                .bind("limit", limit)
                .map(Prices::toDatedPrice)
                .all();
    }

    /** Rises with every price that is added. Never empty. */
    public Mono<Long> version() {
        return db.sql(VERSION).mapValue(Long.class).one();
    }

    /**
     * From its time on this price holds, until another one does. Never empty.
     *
     * @param versions do so only while the table has one of these; null for any
     */
    public Mono<Outcome> set(Wanted wanted, @Nullable List<Long> versions) {
        return transactions.transactional(
                db.sql(ALONE)
                        .then()
                        .then(Mono.defer(this::version))
                        .flatMap(version ->
                                versions == null || versions.contains(version)
                                        ? add(wanted)
                                        : Mono.just(new Outcome.Changed(version))));
    }

    /**
     * Takes in what the settings say. It holds from now on if it differs from what settings said
     * before; said again, it does not undo what a person set meanwhile.
     */
    public Mono<Void> keep(String provider, String model, Price price) {
        return values(KEEP, provider, model, price).then();
    }

    private Mono<Outcome> add(Wanted wanted) {
        return values(SET, wanted.provider(), wanted.model(), wanted.price())
                .bind("by", wanted.by())
                .bind("since", orNull(Instant.class, wanted.since()))
                .map(Prices::toDatedPrice)
                .one()
                .<Outcome>map(Outcome.Set::new)
                .defaultIfEmpty(new Outcome.TooLate());
    }

    private DatabaseClient.GenericExecuteSpec values(
            String sql, String provider, String model, Price price) {
        return db.sql(sql)
                .bind("provider", provider)
                .bind("model", model)
                .bind("input", price.input())
                .bind("output", price.output())
                .bind("read", price.cacheRead())
                .bind("write", price.cacheWrite());
    }

    private static DatedPrice toDatedPrice(Readable row) {
        return new DatedPrice(
                of(row, "id", Long.class),
                of(row, "provider", String.class),
                of(row, "model", String.class),
                toPrice(row),
                of(row, "since", Instant.class),
                DatedPrice.Source.valueOf(of(row, "source", String.class)),
                row.get("set_by", String.class),
                of(row, "added_at", Instant.class),
                DatedPrice.State.valueOf(of(row, "state", String.class)));
    }

    private static Price toPrice(Readable row) {
        return new Price(
                of(row, "input", BigDecimal.class),
                of(row, "output", BigDecimal.class),
                of(row, "cache_read", BigDecimal.class),
                of(row, "cache_write", BigDecimal.class));
    }

    private static <T> Parameter orNull(Class<T> type, @Nullable T value) {
        return value == null ? Parameters.in(type) : Parameters.in(value);
    }

    private static <T> T of(Readable row, String column, Class<T> type) {
        return Objects.requireNonNull(row.get(column, type), column);
    }
}
