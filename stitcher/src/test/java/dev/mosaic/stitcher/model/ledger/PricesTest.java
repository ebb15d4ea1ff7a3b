package dev.mosaic.stitcher.model.ledger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.mosaic.stitcher.model.ledger.DatedPrice.Outcome;
import dev.mosaic.stitcher.model.ledger.DatedPrice.Source;
import dev.mosaic.stitcher.model.ledger.DatedPrice.State;
import dev.mosaic.stitcher.model.ledger.DatedPrice.Wanted;
import dev.mosaic.stitcher.testkit.Postgres;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import reactor.core.publisher.Flux;
import reactor.core.scheduler.Schedulers;

class PricesTest {
    @RegisterExtension static final Postgres postgres = new Postgres();

    private final Prices prices = new Prices(postgres.client(), postgres.transactions());
    private final String model = "m" + UUID.randomUUID();

    @Test
    void whatIsSetHoldsAtOnceAndSaysWhoSetIt() {
        var before = prices.version().block();

        var set = set(3, null);

        assertThat(set.price()).isEqualTo(price(3));
        assertThat(set.setBy()).isEqualTo("ada");
        assertThat(set.source()).isEqualTo(Source.PERSON);
        assertThat(set.state()).isEqualTo(State.HOLDS);
        assertThat(set.id()).isGreaterThan(before).isEqualTo(prices.version().block());
        assertThat(current()).isEqualByComparingTo("3");
        assertThat(states()).containsExactly(State.HOLDS);
    }

    @Test
    void nothingIsAPriceAndIsSaidToBe() {
        set(0, null);

        assertThat(current()).isZero();
    }

    @Test
    void aPriceForLaterHoldsWhenItsTimeHasComeAndNotBefore() {
        set(1, null);
        var set = set(2, now().plusSeconds(3));

        assertThat(set.state()).isEqualTo(State.AHEAD);
        var before = states();
        if (now().isBefore(set.since())) {
            assertThat(before).containsExactly(State.AHEAD, State.HOLDS);
        }
        await().atMost(Duration.ofSeconds(30)).until(() -> current().intValue() == 2);
        assertThat(now()).isAfterOrEqualTo(set.since());
        assertThat(states()).containsExactly(State.HOLDS, State.REPLACED);
    }

    @Test
    void ofTwoForTheSameTimeTheLaterOneWasMeant() {
        var later = now().plusSeconds(3_600);
        set(1, null);
        set(2, later);
        set(1, later);

        assertThat(states()).containsExactly(State.AHEAD, State.REPLACED, State.HOLDS);
        assertThat(current()).isEqualByComparingTo("1");
    }

    @Test
    void thePastIsNotWrittenAnew() {
        set(1, null);

        assertThat(prices.set(wanted(2, now().minusSeconds(1)), null).block())
                .isEqualTo(new Outcome.TooLate());

        assertThat(states()).containsExactly(State.HOLDS);
        assertThat(current()).isEqualByComparingTo("1");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "update model_prices set input = 0",
                "delete from model_prices",
                "truncate model_prices"
            })
    void theTableOnlyGrows(String statement) {
        set(1, null);

        assertThatThrownBy(() -> postgres.client().sql(statement).then().block())
                .hasMessageContaining("append-only");
    }

    @Test
    void whoLookedBeforeOthersAddedAPriceIsToldAndSetsNothing() {
        var seen = prices.version().block();
        set(1, null);
        var now = prices.version().block();

        assertThat(prices.set(wanted(2, null), List.of(seen)).block())
                .isEqualTo(new Outcome.Changed(now));
        assertThat(prices.set(wanted(2, null), List.of()).block())
                .isEqualTo(new Outcome.Changed(now));

        assertThat(states()).containsExactly(State.HOLDS);
        assertThat(prices.set(wanted(2, null), List.of(seen, now)).block())
                .isInstanceOf(Outcome.Set.class);
    }

    @RepeatedTest(5)
    void ofManyWhoSawTheSamePricesOneSetsOne() {
        var seen = List.of(prices.version().block());

        var outcomes =
                Flux.range(1, 8)
                        .flatMap(
                                i ->
                                        prices.set(wanted(i, null), seen)
                                                .subscribeOn(Schedulers.parallel()),
                                8)
                        .collectList()
                        .block();

        assertThat(outcomes).filteredOn(Outcome.Set.class::isInstance).hasSize(1);
        assertThat(states()).hasSize(1);
    }

    @Test
    void settingsAndPeopleTakeTurnsAsTheyChangeTheirMinds() {
        prices.keep("p", model, price(1)).block();
        set(5, null);
        prices.keep("p", model, price(1)).block();
        assertThat(current()).isEqualByComparingTo("5");

        prices.keep("p", model, price(2)).block();

        assertThat(current()).isEqualByComparingTo("2");
        assertThat(list())
                .extracting(DatedPrice::source)
                .containsExactly(Source.SETTINGS, Source.PERSON, Source.SETTINGS);
        assertThat(list()).extracting(DatedPrice::setBy).containsExactly(null, "ada", null);
    }

    @Test
    void theListComesInPages() {
        for (var i = 1; i <= 3; i++) {
            set(i, null);
        }
        var all = list();
        var filter = new Prices.Filter("p", model);

        assertThat(prices.list(filter, all.get(0).id(), 1).single().block()).isEqualTo(all.get(1));
        assertThat(prices.list(new Prices.Filter(null, null), null, 1).single().block())
                .isEqualTo(all.get(0));
        assertThat(prices.list(new Prices.Filter("q", model), null, 9).collectList().block())
                .isEmpty();
    }

    private List<DatedPrice> list() {
        return prices.list(new Prices.Filter("p", model), null, 100).collectList().block();
    }

    private List<State> states() {
        return list().stream().map(DatedPrice::state).toList();
    }

    private BigDecimal current() {
        return prices.current("p", model).block().price().input();
    }

    private DatedPrice set(int usd, Instant since) {
        return ((Outcome.Set) prices.set(wanted(usd, since), null).block()).price();
    }

    private Wanted wanted(int usd, Instant since) {
        return new Wanted("p", model, price(usd), since, "ada");
    }

    private static Price price(int usd) {
        var one = BigDecimal.valueOf(usd);
        return new Price(one, one, one, one);
    }

    private static Instant now() {
        return postgres.client()
                .sql("select clock_timestamp() as now")
                .map(row -> row.get("now", Instant.class))
                .one()
                .block();
    }
}
