package dev.mosaic.stitcher.model;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mosaic.stitcher.checkup.Finding;
import dev.mosaic.stitcher.model.ledger.Prices;
import dev.mosaic.stitcher.testkit.Postgres;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.MapConfigurationPropertySource;

class ModelCheckupTest {
    private static final String PREFIX = "mosaic.model.providers.";

    @RegisterExtension static final Postgres postgres = new Postgres();

    @Test
    void withoutAModelItSaysWhatThatMeans() throws Exception {
        assertThat(look(Map.of()))
                .singleElement()
                .isInstanceOfSatisfying(
                        Finding.Fine.class,
                        it -> assertThat(it.text()).contains("mosaic.model.providers"));
    }

    @Test
    void aModelThatCanBeAskedIsNamedWithItsPriceWhichIsNotWrittenDown() throws Exception {
        var settings =
                Map.of(
                        PREFIX + "seen.key", "k",
                        PREFIX + "seen.models.m.price.input", "3",
                        PREFIX + "seen.models.m.price.output", "15");

        assertThat(look(settings))
                .singleElement()
                .isInstanceOfSatisfying(
                        Finding.Fine.class,
                        it -> assertThat(it.text()).contains("seen/m", "3 $", "15 $"));
        assertThat(
                        new Prices(postgres.client(), postgres.transactions())
                                .current("seen", "m")
                                .block())
                .isNull();
    }

    @Test
    void whatIsMissingIsNamed() throws Exception {
        var settings =
                Map.of(
                        PREFIX + "bare.key", "k",
                        PREFIX + "bare.models.m.window", "10",
                        PREFIX + "locked.models.m.price.input", "3",
                        PREFIX + "locked.models.m.price.output", "15");

        assertThat(look(settings))
                .hasSize(2)
                .allMatch(Finding.Warning.class::isInstance)
                .satisfiesExactly(
                        it ->
                                assertThat(((Finding.Warning) it).cure())
                                        .contains("bare.models.m.price.input"),
                        it -> assertThat(((Finding.Warning) it).cure()).contains("locked.key"));
    }

    private static List<Finding> look(Map<String, String> properties) throws InterruptedException {
        var settings =
                new Binder(new MapConfigurationPropertySource(properties))
                        .bindOrCreate("mosaic.model", ModelSettings.class);
        return new ModelCheckup(
                        new Models(
                                settings, new Prices(postgres.client(), postgres.transactions())))
                .look();
    }
}
