package dev.mosaic.stitcher.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.mosaic.stitcher.failure.Failure;
import dev.mosaic.stitcher.model.ledger.DatedPrice.Wanted;
import dev.mosaic.stitcher.model.ledger.Price;
import dev.mosaic.stitcher.model.ledger.Prices;
import dev.mosaic.stitcher.testkit.Postgres;
import java.math.BigDecimal;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.MapConfigurationPropertySource;

class ModelsTest {
    private static final String PREFIX = "mosaic.model.providers.";

    @RegisterExtension static final Postgres postgres = new Postgres();

    @Test
    void aModelIsFoundByItsNameWithOrWithoutItsProvider() {
        var models = models(priced("one", "m", "1", "2"));

        assertThat(models.find("one/m").block().name()).isEqualTo("m");
        assertThat(models.find("m").block().provider()).isEqualTo("one");
        assertThat(models.find(null).block()).hasToString("one/m");
    }

    @Test
    void whatIsNotThereIsRefusedWithWhatIs() {
        var settings = new HashMap<>(priced("one", "m", "1", "2"));
        settings.putAll(priced("two", "m", "1", "2"));
        var models = models(settings);

        assertThatThrownBy(() -> models.find("x").block())
                .isInstanceOf(Failure.Never.class)
                .hasMessageContaining("one/m, two/m");
        assertThatThrownBy(() -> models.find("m").block())
                .hasMessageContaining("Which model is meant")
                .hasMessageContaining("model=");
        assertThatThrownBy(() -> models(Map.of()).find(null).block())
                .hasMessageContaining("No model is set up")
                .hasMessageContaining("mosaic.model.providers.<provider>.models.<model>");
    }

    @Test
    void aModelWithoutAPriceIsRefusedWithTheNameOfTheSetting() {
        var models = models(Map.of(PREFIX + "u.models.bare.window", "1000"));

        assertThatThrownBy(() -> models.find("u/bare").block())
                .isInstanceOf(Failure.Never.class)
                .hasMessageContaining("mosaic.model.providers.u.models.bare.price.input")
                .hasMessageContaining("0 if it costs nothing");
    }

    @Test
    void halfAPriceIsNone() {
        var models = models(Map.of(PREFIX + "u.models.half.price.input", "1"));

        assertThatThrownBy(() -> models.find("u/half").block())
                .hasMessageContaining("mosaic.model.providers.u.models.half.price.output");
    }

    @Test
    void nothingIsAPriceIfItIsSaid() {
        var models = models(priced("free", "m", "0", "0"));

        var model = models.find("free/m").block();

        assertThat(models.price(model).block().price().most(1_000_000, 1_000_000)).isZero();
    }

    @Test
    void aCacheThatHasNoPriceOfItsOwnCostsWhatIsUsual() {
        var models = models(priced("usual", "m", "4", "8"));

        var price = models.price(models.find("usual/m").block()).block().price();

        assertThat(price.cacheRead()).isEqualByComparingTo("4");
        assertThat(price.cacheWrite()).isEqualByComparingTo("5");
    }

    @Test
    void aDefaultIsWhatIsMeantWhereNobodyNamesOne() {
        var settings = new HashMap<>(priced("one", "m", "1", "2"));
        settings.putAll(priced("two", "n", "1", "2"));
        settings.put("mosaic.model.default", "two/n");

        assertThat(models(settings).find(null).block()).hasToString("two/n");
        settings.put("mosaic.model.default", "gone");
        assertThatThrownBy(() -> models(settings).find(null).block())
                .isInstanceOf(Failure.Never.class)
                .hasMessageContaining("mosaic.model.default")
                .hasMessageContaining("one/m, two/n");
    }

    /** A provider whose key nobody gave is not in the way of one that works. */
    @Test
    void whereNobodyNamesOneTheOnlyOneThatIsReadyIsMeant() {
        var settings = new HashMap<>(priced("locked", "m", "1", "2"));
        settings.putAll(priced("open", "m", "1", "2"));
        settings.put(PREFIX + "open.key", "k");

        assertThat(models(settings).find(null).block()).hasToString("open/m");
    }

    @Test
    void whatAPersonSetHoldsUntilTheSettingsChange() {
        var prices = new Prices(postgres.client(), postgres.transactions());
        var first = models(priced("p", "m", "1", "2"));
        var model = first.find("p/m").block();
        assertThat(first.price(model).block().price().input()).isEqualByComparingTo("1");

        prices.set(new Wanted("p", "m", price("7"), null, "ada"), null).block();
        first.find("p/m").block();
        models(priced("p", "m", "1.0", "2.00")).find("p/m").block();
        assertThat(first.price(model).block().price().input()).isEqualByComparingTo("7");

        models(priced("p", "m", "3", "2")).find("p/m").block();
        assertThat(first.price(model).block().price().input()).isEqualByComparingTo("3");
    }

    @Test
    void aPriceInTheTableIsEnough() {
        new Prices(postgres.client(), postgres.transactions())
                .set(new Wanted("t", "m", price("9"), null, "ada"), null)
                .block();
        var models = models(Map.of(PREFIX + "t.models.m.window", "1000"));

        assertThat(models.price(models.find("t/m").block()).block().price().input())
                .isEqualByComparingTo("9");
    }

    private static Price price(String input) {
        var usd = new BigDecimal(input);
        return new Price(usd, usd, usd, usd);
    }

    private static Map<String, String> priced(
            String provider, String model, String input, String output) {
        var price = PREFIX + provider + ".models." + model + ".price.";
        return Map.of(price + "input", input, price + "output", output);
    }

    private static Models models(Map<String, String> properties) {
        var settings =
                new Binder(new MapConfigurationPropertySource(properties))
                        .bindOrCreate("mosaic.model", ModelSettings.class);
        return new Models(settings, new Prices(postgres.client(), postgres.transactions()));
    }
}
