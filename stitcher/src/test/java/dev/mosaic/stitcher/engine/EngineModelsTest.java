package dev.mosaic.stitcher.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.mosaic.stitcher.failure.Failure;
import dev.mosaic.stitcher.model.ModelSettings;
import dev.mosaic.stitcher.model.Models;
import dev.mosaic.stitcher.model.ledger.Prices;
import dev.mosaic.stitcher.testkit.Postgres;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.MapConfigurationPropertySource;

/** Which model an engine gets, and what is said where it gets none. */
class EngineModelsTest {
    private static final String PREFIX = "mosaic.model.providers.";

    @RegisterExtension static final Postgres postgres = new Postgres();

    @Test
    void anEngineThatAsksNoModelGetsNone() {
        assertThat(models(Map.of()).of("scripted", "whatever").block()).isNull();
    }

    @Test
    void anEngineThatAsksOneGetsIt() {
        assertThat(models(keyed("anthropic", "m")).of("claude", "m").block())
                .hasToString("anthropic/m");
        assertThat(models(keyed("anthropic", "m")).of("claude", null).block())
                .hasToString("anthropic/m");
    }

    @Test
    void whatIsMissingIsNamed() {
        assertNever(Map.of(), null, "No model is set up", "mosaic.model.providers");
        assertNever(keyed("anthropic", "m"), "x", "There is no such model");
        var withoutKey = new HashMap<>(keyed("anthropic", "m"));
        withoutKey.remove(PREFIX + "anthropic.key");
        assertNever(
                withoutKey,
                null,
                "anthropic/m cannot be asked without a key",
                "mosaic.model.providers.anthropic.key",
                "CLAUDE_API_KEY");
        var other = new HashMap<>(keyed("o", "m"));
        other.put(PREFIX + "o.api", "openai");
        assertNever(other, null, "speaks Anthropic's Messages", "mosaic.model.providers.o.api");
        var unpriced = new HashMap<>(keyed("a", "bare"));
        unpriced.keySet().removeIf(it -> it.contains("price"));
        unpriced.put(PREFIX + "a.models.bare.window", "10");
        assertNever(unpriced, null, "mosaic.model.providers.a.models.bare.price.input");
    }

    @Test
    void aProviderOfOnesOwnNeedsNoKey() {
        var own = new HashMap<>(keyed("lan", "m"));
        own.remove(PREFIX + "lan.key");
        own.put(PREFIX + "lan.base-url", "http://127.0.0.1:1");

        assertThat(models(own).of("claude", null).block()).hasToString("lan/m");
    }

    private static void assertNever(Map<String, String> properties, String model, String... words) {
        assertThatThrownBy(() -> models(properties).of("claude", model).block())
                .isInstanceOf(Failure.Never.class)
                .satisfies(e -> assertThat(e.getMessage()).contains(words));
    }

    private static Map<String, String> keyed(String provider, String model) {
        var price = PREFIX + provider + ".models." + model + ".price.";
        return Map.of(PREFIX + provider + ".key", "k", price + "input", "1", price + "output", "2");
    }

    private static EngineModels models(Map<String, String> properties) {
        var settings =
                new Binder(new MapConfigurationPropertySource(properties))
                        .bindOrCreate("mosaic.model", ModelSettings.class);
        var engines =
                new Engines(
                        List.of(
                                new Plain("scripted", ModelNeed.NONE),
                                new Plain("claude", ModelNeed.MESSAGES)),
                        new EngineSettings(null));
        return new EngineModels(
                engines,
                new Models(settings, new Prices(postgres.client(), postgres.transactions())));
    }

    private record Plain(String name, ModelNeed modelNeed) implements Engine {
        @Override
        public String description() {
            return name;
        }

        @Override
        public Optional<String> unavailable() {
            return Optional.empty();
        }

        @Override
        public EngineRun start(RunSpec spec) {
            throw new UnsupportedOperationException();
        }
    }
}
