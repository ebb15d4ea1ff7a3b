package dev.mosaic.stitcher.model.ledger;

import dev.mosaic.stitcher.database.Committed;
import dev.mosaic.stitcher.job.JobId;
import io.r2dbc.spi.Readable;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.r2dbc.core.DatabaseClient;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * Who may spend how much on models, and what was spent. Reservations are made one after another on
 * the whole instance, so that many at once never exceed a limit together. Days and times are those
 * of the database's clock.
 */
@Component
public class Ledger {
    private static final String HELD = "select * from held_now(:job, :person, :repository)";

    private static final String RESERVE =
            """
            select * from reserve_call(:job, :agent, :person, :repository, :provider, :model, :price,
                :amount, :seconds, :job_limit, :person_day_limit, :repository_day_limit,
                :instance_day_limit)
            """;

    private static final String WARN =
            """
            insert into budget_warnings (scope, subject, day, amount)
            values (:scope, :subject, :day, :amount) on conflict do nothing
            """;

    /** One that lapsed is put right if its call comes to an end after all. */
    private static final String SETTLE =
            """
            update ledger set state = 'SETTLED', settled = :settled, estimated = :estimated,
                   input_tokens = :input, output_tokens = :output, cache_read_tokens = :read,
                   cache_write_tokens = :write, cache_write_hour_tokens = :hour,
                   settled_at = clock_timestamp()
            where id = :id and state in ('RESERVED', 'LAPSED')
            """;

    private static final String SPENT =
            """
            select coalesce(sum(amount), 0) as usd, count(*) as calls,
                   coalesce(bool_or(estimated), false) as estimated,
                   coalesce(sum(input_tokens), 0)::bigint as input,
                   coalesce(sum(output_tokens), 0)::bigint as output,
                   coalesce(sum(cache_read_tokens), 0)::bigint as read,
                   coalesce(sum(cache_write_tokens), 0)::bigint as write,
                   coalesce(sum(cache_write_hour_tokens), 0)::bigint as hour
            from ledger where job_id = :job
            """;

    private static final String DAY_ENDS =
            """
            select ((clock_timestamp() at time zone 'UTC')::date + 1)::timestamp at time zone 'UTC'
                   as ends
            """;

    /** What is warned of once in a job's whole life stands under one day. */
    private static final LocalDate EVER = LocalDate.EPOCH;

    private final DatabaseClient db;
    private final BudgetSettings settings;

    public Ledger(DatabaseClient db, BudgetSettings settings) {
        this.db = db;
        this.settings = settings;
    }

    /**
     * A call that is to be made.
     *
     * @param price of its model, by which the amount was computed
     * @param amount the most that it may cost, in USD
     * @param lifetime when nobody settled it after so long, it is settled as a whole
     */
    public record Call(DatedPrice price, BigDecimal amount, Duration lifetime) {}

    private record Today(LocalDate day, List<Standing> standings) {}

    /**
     * @param reservation null if a limit forbids it
     * @param today null if the price is not the one that holds
     */
    private record Decided(@Nullable UUID reservation, @Nullable Today today) {}

    /** Holds the money for a call, if its price holds and no limit forbids it. Never empty. */
    public Mono<Reserved> reserve(Account account, Call call) {
        return Committed.rows(
                        decision(account, call)
                                .map(row ->
                                        new Decided(
                                                row.get("reservation", UUID.class),
                                                of(row, "outdated", Boolean.class)
                                                        ? null
                                                        : today(account, row))))
                .single()
                .flatMap(decided -> told(account, call, decided));
    }

    /** When the day ends whose limits hold now. Never empty. */
    public Mono<Instant> dayEnds() {
        return db.sql(DAY_ENDS).map(row -> of(row, "ends", Instant.class)).one();
    }

    /** How far each limit is used that this account has; a limit of 0 is none. */
    public Mono<List<Standing>> standings(Account account) {
        return today(account).map(Today::standings);
    }

    /**
     * From now on the call counts with what it used. Again changes nothing. False if it was settled
     * before, or is not known.
     */
    public Mono<Boolean> settle(UUID reservation, Price price, Bill bill) {
        var tokens = bill.tokens();
        return db.sql(SETTLE)
                .bind("id", reservation)
                .bind("settled", price.of(tokens))
                .bind("estimated", bill.estimated())
                .bind("input", tokens.input())
                .bind("output", tokens.output())
                .bind("read", tokens.cacheRead())
                .bind("write", tokens.cacheWrite())
                .bind("hour", tokens.cacheWriteHour())
                .fetch()
                .rowsUpdated()
                .map(rows -> rows > 0);
    }

    /** Never empty; nothing at all for a job that is not known. */
    public Mono<Spent> spent(JobId job) {
        return db.sql(SPENT).bind("job", job.value()).map(Ledger::toSpent).one();
    }

    private DatabaseClient.GenericExecuteSpec decision(Account account, Call call) {
        var statement =
                db.sql(RESERVE)
                        .bind("job", account.job().value())
                        .bind("agent", account.agent())
                        .bind("person", account.person())
                        .bind("repository", account.repository())
                        .bind("provider", call.price().provider())
                        .bind("model", call.price().model())
                        .bind("price", call.price().id())
                        .bind("amount", call.amount())
                        .bind("seconds", call.lifetime().toMillis() / 1000.0);
        for (var scope : Scope.values()) {
            statement =
                    statement.bind(
                            scope.name().toLowerCase(Locale.ROOT) + "_limit",
                            scope.limit(settings, account));
        }
        return statement;
    }

    private Mono<Today> today(Account account) {
        return db.sql(HELD)
                .bind("job", account.job().value())
                .bind("person", account.person())
                .bind("repository", account.repository())
                .map(row -> today(account, row))
                .one();
    }

    private Today today(Account account, Readable row) {
        return new Today(of(row, "day", LocalDate.class), standings(account, row));
    }

    private List<Standing> standings(Account account, Readable row) {
        return Arrays.stream(Scope.values())
                .filter(scope -> scope.limit(settings, account).signum() > 0)
                .map(scope ->
                        new Standing(
                                scope,
                                scope.limit(settings, account),
                                of(row, scope.name(), BigDecimal.class)))
                .toList();
    }

    private Mono<Reserved> told(Account account, Call call, Decided decided) {
        var today = decided.today();
        if (today == null) {
            return Mono.just(new Reserved.Outdated());
        }
        var standings = today.standings();
        var reservation = decided.reservation();
        if (reservation == null) {
            return Flux.fromIterable(standings)
                    .filter(standing -> !standing.fits(call.amount()))
                    .next()
                    .map(standing -> new Reserved.Exceeded(standing, call.amount()));
        }
        return Flux.fromIterable(standings)
                .filter(Standing::isNear)
                .filterWhen(standing -> isFirstWarning(account, today.day(), standing), 1)
                .collectList()
                .map(warnings -> new Reserved.Granted(reservation, warnings));
    }

    private Mono<Boolean> isFirstWarning(Account account, LocalDate day, Standing standing) {
        return db.sql(WARN)
                .bind("scope", standing.scope().name())
                .bind("subject", standing.scope().subject(account))
                .bind("day", standing.scope() == Scope.JOB ? EVER : day)
                .bind("amount", standing.limit())
                .fetch()
                .rowsUpdated()
                .map(rows -> rows > 0);
    }

    private static Spent toSpent(Readable row) {
        return new Spent(
                of(row, "usd", BigDecimal.class),
                new Tokens(
                        of(row, "input", Long.class),
                        of(row, "output", Long.class),
                        of(row, "read", Long.class),
                        of(row, "write", Long.class),
                        of(row, "hour", Long.class)),
                Math.toIntExact(of(row, "calls", Long.class)),
                of(row, "estimated", Boolean.class));
    }

    private static <T> T of(Readable row, String column, Class<T> type) {
        return Objects.requireNonNull(row.get(column, type), column);
    }
}
