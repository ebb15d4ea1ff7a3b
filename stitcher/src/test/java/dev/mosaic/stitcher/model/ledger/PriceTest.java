package dev.mosaic.stitcher.model.ledger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigDecimal;
import org.junit.jupiter.api.Test;

class PriceTest {
    private static final Price PRICE =
            new Price(
                    new BigDecimal("3"),
                    new BigDecimal("15"),
                    new BigDecimal("0.30"),
                    new BigDecimal("3.75"));

    @Test
    void eachKindOfTokenHasItsPrice() {
        assertThat(PRICE.of(new Tokens(1_000_000, 0, 0, 0, 0))).isEqualByComparingTo("3");
        assertThat(PRICE.of(new Tokens(0, 1_000_000, 0, 0, 0))).isEqualByComparingTo("15");
        assertThat(PRICE.of(new Tokens(0, 0, 1_000_000, 0, 0))).isEqualByComparingTo("0.3");
        assertThat(PRICE.of(new Tokens(0, 0, 0, 1_000_000, 0))).isEqualByComparingTo("3.75");
        assertThat(PRICE.of(new Tokens(0, 0, 0, 0, 1_000_000))).isEqualByComparingTo("6");
        assertThat(PRICE.of(new Tokens(1, 1, 1, 1, 1))).isEqualByComparingTo("0.00002805");
    }

    @Test
    void noCallCostsMoreThanTheMostOfItsEstimate() {
        var most = PRICE.most(1_000, 100);

        assertThat(most).isEqualByComparingTo("0.0075");
        assertThat(PRICE.of(new Tokens(0, 100, 0, 0, 1_000))).isLessThanOrEqualTo(most);
        assertThat(PRICE.of(new Tokens(500, 100, 0, 500, 0))).isLessThanOrEqualTo(most);
    }

    @Test
    void aPriceIsNotNegative() {
        assertThatThrownBy(() ->
                        new Price(
                                BigDecimal.ONE,
                                new BigDecimal("-1"),
                                BigDecimal.ONE,
                                BigDecimal.ONE))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void theWindowHoldsAllThatWasRead() {
        assertThat(new Tokens(1, 100, 2, 4, 8).context()).isEqualTo(15);
    }
}
