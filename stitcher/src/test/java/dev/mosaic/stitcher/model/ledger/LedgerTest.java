package dev.mosaic.stitcher.model.ledger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.mosaic.stitcher.job.JobId;
import dev.mosaic.stitcher.model.ledger.Reserved.Exceeded;
import dev.mosaic.stitcher.model.ledger.Reserved.Granted;
import dev.mosaic.stitcher.testkit.Crowd;
import dev.mosaic.stitcher.testkit.Postgres;
import dev.mosaic.stitcher.testkit.SampleJobs;
import dev.mosaic.stitcher.testkit.Stores;
import java.math.BigDecimal;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class LedgerTest {
    @RegisterExtension static final Postgres postgres = new Postgres();

    private static final Duration LIFE = Duration.ofMinutes(10);
    private static final Duration OVER = Duration.ZERO;
    private static final Price ONE_DOLLAR_PER_TOKEN =
            new Price(usd("1000000"), usd("1000000"), usd("1000000"), usd("1000000"));

    private static Stores stores;
    private static Prices prices;
    private static DatedPrice price;

    @BeforeAll
    static void open() {
        stores = Stores.on(postgres, Clock.systemUTC());
        prices = new Prices(postgres.client(), postgres.transactions());
        price = kept("m");
    }

    @Test
    void whatIsReservedIsHeldAndWhatIsSettledIsSpent() {
        var ledger = ledger("5", "0", "0", "0");
        var account = account();

        var id = granted(reserve(ledger, account, "2")).reservation();
        assertThat(held(ledger, account, Scope.JOB)).isEqualByComparingTo("2");
        assertThat(settle(ledger, id, 1)).isTrue();

        assertThat(held(ledger, account, Scope.JOB)).isEqualByComparingTo("1");
        var spent = ledger.spent(account.job()).block();
        assertThat(spent.usd()).isEqualByComparingTo("1");
        assertThat(spent.tokens()).isEqualTo(new Tokens(1, 0, 0, 0, 0));
        assertThat(spent.calls()).isEqualTo(1);
        assertThat(spent.estimated()).isFalse();
    }

    @Test
    void theLastCentMayBeReservedAndOneMoreMayNot() {
        var ledger = ledger("5", "0", "0", "0");
        var account = account();
        granted(reserve(ledger, account, "4.99"));

        granted(reserve(ledger, account, "0.01"));
        var refused = exceeded(reserve(ledger, account, "0.000001"));

        assertThat(refused.standing().scope()).isEqualTo(Scope.JOB);
        assertThat(refused.standing().isUsedUp()).isTrue();
        assertThat(refused.standing().refusal(refused.amount()))
                .contains("5.00 $ of 5.00 $", "`budget=`", "mosaic.budget.job");
        assertThat(held(ledger, account, Scope.JOB)).isEqualByComparingTo("5");
    }

    @Test
    void settlingAgainChangesNothing() {
        var ledger = ledger("5", "0", "0", "0");
        var account = account();
        var id = granted(reserve(ledger, account, "2")).reservation();

        assertThat(settle(ledger, id, 1)).isTrue();
        assertThat(settle(ledger, id, 3)).isFalse();
        assertThat(settle(ledger, UUID.randomUUID(), 3)).isFalse();

        assertThat(held(ledger, account, Scope.JOB)).isEqualByComparingTo("1");
    }

    /** The node died between the two: nobody settles, and nobody knows what it was. */
    @Test
    void aReservationThatIsLeftCountsAsAWholeBeforeAndAfterItsTime() {
        var ledger = ledger("5", "0", "0", "0");
        var account = account();
        var other = account();

        granted(reserve(ledger, account, "3", OVER));
        assertThat(held(ledger, account, Scope.JOB)).isEqualByComparingTo("3");
        assertThat(exceeded(reserve(ledger, account, "2.5"))).isNotNull();
        // whoever comes first settles what others left
        granted(reserve(ledger, other, "1"));

        assertThat(states(account.job())).containsExactly("LAPSED");
        assertThat(held(ledger, account, Scope.JOB)).isEqualByComparingTo("3");
        assertThat(ledger.spent(account.job()).block().estimated()).isTrue();
        granted(reserve(ledger, account, "2"));
    }

    /** The node was only slow: the truth replaces the estimate in the same row. */
    @Test
    void aCallThatEndsAfterItLapsedIsPutRightAndCountsOnce() {
        var ledger = ledger("5", "0", "0", "0");
        var account = account();
        var late = granted(reserve(ledger, account, "3", OVER)).reservation();
        granted(reserve(ledger, account(), "1"));
        assertThat(states(account.job())).containsExactly("LAPSED");

        assertThat(settle(ledger, late, 1)).isTrue();
        assertThat(settle(ledger, late, 2)).isFalse();

        assertThat(states(account.job())).containsExactly("SETTLED");
        assertThat(held(ledger, account, Scope.JOB)).isEqualByComparingTo("1");
    }

    @ParameterizedTest
    @EnumSource(Scope.class)
    void manyAtOnceNeverExceedALimitTogether(Scope scope) throws Exception {
        var limit = usd("10");
        var person = "crowd-" + scope;
        var repository = "crowd:" + scope.ordinal();
        var before =
                scope == Scope.INSTANCE_DAY
                        ? held(ledger("0", "0", "0", "1000000"), account(), scope)
                        : BigDecimal.ZERO;
        var ledger = only(scope, limit.add(before));
        var job = job();
        var tries =
                IntStream.range(0, 60)
                        .mapToObj(_ ->
                                (Callable<Object>)
                                        () ->
                                                reserve(
                                                        ledger,
                                                        new Account(
                                                                scope == Scope.JOB ? job : job(),
                                                                UUID.randomUUID(),
                                                                person,
                                                                repository,
                                                                null),
                                                        "0.7"))
                        .toList();

        var outcomes = Crowd.race(tries);

        assertThat(outcomes.stream().filter(Granted.class::isInstance)).hasSize(14);
        assertThat(outcomes.stream().filter(Exceeded.class::isInstance)).hasSize(46);
        var held =
                held(ledger, new Account(job, UUID.randomUUID(), person, repository, null), scope);
        assertThat(held.subtract(before)).isEqualByComparingTo("9.8");
    }

    /** They are kept beside the rows, so whatever happens to a row must happen to them. */
    @Test
    void totalsAreWhatTheRowsAddUpTo() throws Exception {
        var ledger = ledger("0", "0", "0", "0");
        var ada = account();
        var tries =
                IntStream.range(0, 40)
                        .mapToObj(i ->
                                (Callable<Object>)
                                        () -> {
                                            var account = i % 2 == 0 ? ada : account();
                                            var life = i % 3 == 0 ? OVER : LIFE;
                                            var id = granted(reserve(ledger, account, "0.7", life));
                                            return i % 5 == 0
                                                    || settle(ledger, id.reservation(), i);
                                        })
                        .toList();

        Crowd.race(tries);
        sql("update ledger set day = day - 1 where job_id = '%s'".formatted(ada.job()));

        assertThat(
                        count(
                                """
                                with rows as (
                                    select scope, subject, share.day, sum(amount) as amount
                                    from ledger, ledger_shares(job_id, person, repository, ledger.day) share
                                    group by 1, 2, 3)
                                select count(*) from rows full join ledger_totals using (scope, subject, day)
                                where coalesce(rows.amount, 0) <> coalesce(ledger_totals.amount, 0)
                                """))
                .isZero();
        assertThat(count("select count(*) from ledger_totals where amount > 0")).isPositive();
    }

    @Test
    void whatWasPaidIsNotTakenOut() {
        granted(reserve(ledger("0", "0", "0", "0"), account(), "1"));

        assertThatThrownBy(() -> sql("delete from ledger")).hasMessageContaining("append-only");
    }

    @Test
    void nothingIsReservedByAPriceThatDoesNotHold() {
        var ledger = ledger("5", "0", "0", "0");
        var account = account();
        var old = kept("dear");
        var dearer = new Price(usd("2"), usd("2"), usd("2"), usd("2"));
        prices.set(new DatedPrice.Wanted("fake", "dear", dearer, null, "ada"), null).block();

        assertThat(ledger.reserve(account, new Ledger.Call(old, usd("1"), LIFE)).block())
                .isEqualTo(new Reserved.Outdated());

        assertThat(held(ledger, account, Scope.JOB)).isZero();
        var now = prices.current("fake", "dear").block();
        granted(ledger.reserve(account, new Ledger.Call(now, usd("1"), LIFE)).block());
    }

    @Test
    void aLimitIsWarnedOfOnceFromEightyPercentOn() {
        var ledger = ledger("10", "0", "0", "0");
        var account = account();

        assertThat(granted(reserve(ledger, account, "7.9")).warnings()).isEmpty();
        assertThat(granted(reserve(ledger, account, "0.1")).warnings()).isEmpty();
        var warnings = granted(reserve(ledger, account, "0.1")).warnings();
        assertThat(granted(reserve(ledger, account, "0.1")).warnings()).isEmpty();

        assertThat(warnings)
                .singleElement()
                .satisfies(it -> assertThat(it.warning()).contains("80 %", "8.00 $ of 10.00 $"));
    }

    @Test
    void aLargerBudgetOfAJobIsWarnedOfAnew() {
        var ledger = ledger("1", "0", "0", "0");
        var account = account();
        granted(reserve(ledger, account, "0.9"));
        assertThat(granted(reserve(ledger, account, "0.05")).warnings()).hasSize(1);

        var larger =
                new Account(account.job(), account.agent(), account.person(), "r:1", usd("1.05"));

        assertThat(granted(reserve(ledger, larger, "0.05")).warnings()).hasSize(1);
    }

    @Test
    void whatAJobMayCostIsItsOwnBudgetIfItHasOne() {
        var ledger = ledger("5", "0", "0", "0");
        var plain = account();
        var rich =
                new Account(
                        plain.job(), plain.agent(), plain.person(), plain.repository(), usd("8"));

        exceeded(reserve(ledger, plain, "7"));
        granted(reserve(ledger, rich, "7"));
    }

    @Test
    void daysOfOthersAndOldDaysDoNotCount() {
        var ledger = ledger("0", "5", "0", "0");
        var ada = account();
        granted(reserve(ledger, ada, "5"));
        exceeded(reserve(ledger, ada, "1"));

        granted(reserve(ledger, account(), "5"));
        sql("update ledger set day = day - 1 where job_id = '%s'".formatted(ada.job()));

        granted(reserve(ledger, ada, "5"));
    }

    @Test
    void withoutLimitsNothingIsRefused() {
        granted(reserve(ledger("0", "0", "0", "0"), account(), "100000"));
    }

    private static Ledger only(Scope scope, BigDecimal limit) {
        var limits =
                Stream.of(Scope.values())
                        .map(it -> it == scope ? limit.toPlainString() : "0")
                        .toList();
        return ledger(limits.get(0), limits.get(1), limits.get(2), limits.get(3));
    }

    private static Ledger ledger(String job, String person, String repository, String instance) {
        return new Ledger(
                postgres.client(),
                new BudgetSettings(usd(job), usd(person), usd(repository), usd(instance)));
    }

    private static Account account() {
        var name = UUID.randomUUID().toString();
        return new Account(job(), UUID.randomUUID(), name, "r:" + name, null);
    }

    private static JobId job() {
        return stores.submit(SampleJobs.request()).id();
    }

    private static Reserved reserve(Ledger ledger, Account account, String amount) {
        return reserve(ledger, account, amount, LIFE);
    }

    private static Reserved reserve(Ledger ledger, Account account, String amount, Duration life) {
        return ledger.reserve(account, new Ledger.Call(price, usd(amount), life)).block();
    }

    /** What a model costs from now on. */
    private static DatedPrice kept(String model) {
        prices.keep("fake", model, ONE_DOLLAR_PER_TOKEN).block();
        return prices.current("fake", model).block();
    }

    private static boolean settle(Ledger ledger, UUID id, long dollars) {
        return ledger.settle(
                        id, ONE_DOLLAR_PER_TOKEN, new Bill(new Tokens(dollars, 0, 0, 0, 0), false))
                .block();
    }

    private static Granted granted(Reserved reserved) {
        assertThat(reserved).isInstanceOf(Granted.class);
        return (Granted) reserved;
    }

    private static Exceeded exceeded(Reserved reserved) {
        assertThat(reserved).isInstanceOf(Exceeded.class);
        return (Exceeded) reserved;
    }

    private static BigDecimal held(Ledger ledger, Account account, Scope scope) {
        return ledger.standings(account).block().stream()
                .filter(it -> it.scope() == scope)
                .findFirst()
                .orElseThrow()
                .held();
    }

    private static List<String> states(JobId job) {
        return postgres.client()
                .sql("select state from ledger where job_id = :job order by at")
                .bind("job", job.value())
                .mapValue(String.class)
                .all()
                .collectList()
                .block();
    }

    private static void sql(String sql) {
        postgres.client().sql(sql).then().block();
    }

    private static long count(String sql) {
        return postgres.client().sql(sql).mapValue(Long.class).one().block();
    }

    private static BigDecimal usd(String amount) {
        return new BigDecimal(amount);
    }
}
