package dev.mosaic.stitcher.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.mosaic.stitcher.model.Provider.Asked;
import dev.mosaic.stitcher.model.Provider.Served;
import dev.mosaic.stitcher.model.ledger.BudgetSettings;
import java.math.BigDecimal;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.MapConfigurationPropertySource;
import org.springframework.util.unit.DataSize;

class ModelSettingsTest {
    @Test
    void withoutSettingsThereIsNoProvider() {
        assertThat(bind(Map.of()))
                .isEqualTo(
                        new ModelSettings(
                                Map.of(),
                                null,
                                null,
                                DataSize.ofMegabytes(32),
                                4,
                                Duration.ofSeconds(10),
                                Duration.ofMinutes(10),
                                Duration.ofMinutes(60),
                                List.of()));
    }

    @Test
    void everyPropertyHasItsName() {
        var settings =
                bind(
                        Map.ofEntries(
                                Map.entry("mosaic.model.default", "qwen-3.5"),
                                Map.entry("mosaic.model.proxy-url", "http://127.0.0.1:8080"),
                                Map.entry("mosaic.model.max-request", "1MB"),
                                Map.entry("mosaic.model.calls", "2"),
                                Map.entry("mosaic.model.connect", "1s"),
                                Map.entry("mosaic.model.silence", "2s"),
                                Map.entry("mosaic.model.call", "3s"),
                                Map.entry("mosaic.model.provider-tools", "web_search"),
                                Map.entry("mosaic.model.providers.lan.api", "openai"),
                                Map.entry(
                                        "mosaic.model.providers.lan.base-url",
                                        "http://gpu:8000/v1/"),
                                Map.entry("mosaic.model.providers.lan.key", " k-1 "),
                                Map.entry(
                                        "mosaic.model.providers.lan.models[qwen-3.5].window",
                                        "9000"),
                                Map.entry(
                                        "mosaic.model.providers.lan.models[qwen-3.5].output",
                                        "700"),
                                Map.entry(
                                        "mosaic.model.providers.lan.models[qwen-3.5].price.input",
                                        "1"),
                                Map.entry(
                                        "mosaic.model.providers.lan.models[qwen-3.5].price.output",
                                        "2"),
                                Map.entry(
                                        "mosaic.model.providers.lan.models[qwen-3.5].price.cache-read",
                                        "0.1"),
                                Map.entry(
                                        "mosaic.model.providers.lan.models[qwen-3.5].price.cache-write",
                                        "1.5")));

        var lan =
                new Provider(
                        ModelApi.OPENAI,
                        "http://gpu:8000/v1/",
                        "k-1",
                        Map.of(
                                "qwen-3.5",
                                new Served(
                                        9000,
                                        700,
                                        new Asked(
                                                BigDecimal.ONE,
                                                BigDecimal.TWO,
                                                new BigDecimal("0.1"),
                                                new BigDecimal("1.5")))));
        assertThat(settings)
                .isEqualTo(
                        new ModelSettings(
                                Map.of("lan", lan),
                                "qwen-3.5",
                                "http://127.0.0.1:8080",
                                DataSize.ofMegabytes(1),
                                2,
                                Duration.ofSeconds(1),
                                Duration.ofSeconds(2),
                                Duration.ofSeconds(3),
                                List.of("web_search")));
        assertThat(lan.address()).isEqualTo(URI.create("http://gpu:8000/v1"));
    }

    @Test
    void aProviderIsByDefaultWhoInventedItsApi() {
        var anthropic = bind(Map.of("mosaic.model.providers.a.key", "k")).providers().get("a");
        var openAi = bind(Map.of("mosaic.model.providers.o.api", "openai")).providers().get("o");

        assertThat(anthropic.address()).isEqualTo(URI.create("https://api.anthropic.com"));
        assertThat(openAi.address()).isEqualTo(URI.create("https://api.openai.com/v1"));
    }

    @Test
    void theKeyIsInNoTextOfTheSettings() {
        var settings = bind(Map.of("mosaic.model.providers.a.key", "very-secret-key-1"));

        assertThat(settings.toString()).contains("providers").doesNotContain("very-secret-key-1");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "api.anthropic.com",
                "file:///etc/passwd",
                "https://user:pass@api.example",
                "https://api.example?key=1",
                "https://"
            })
    void aBaseUrlMustBeAPlainAddress(String url) {
        assertThatThrownBy(() -> bind(Map.of("mosaic.model.providers.a.base-url", url)))
                .hasStackTraceContaining("base-url of a provider");
    }

    @Test
    void aKeyOfTwoLinesIsRefusedAndNotRepeated() {
        assertThatThrownBy(() -> bind(Map.of("mosaic.model.providers.a.key", "one\r\nX-Evil: 1")))
                .hasStackTraceContaining("the key of a provider is one line")
                .satisfies(e -> assertThat(String.valueOf(e.getCause())).doesNotContain("X-Evil"));
    }

    @Test
    void budgetsHaveTheirDefaultsAndNames() {
        assertThat(budget(Map.of()))
                .isEqualTo(
                        new BudgetSettings(
                                BigDecimal.valueOf(5),
                                BigDecimal.valueOf(20),
                                BigDecimal.ZERO,
                                BigDecimal.valueOf(100)));
        assertThat(
                        budget(
                                Map.of(
                                        "mosaic.budget.job", "1.5",
                                        "mosaic.budget.person-day", "2",
                                        "mosaic.budget.repository-day", "3",
                                        "mosaic.budget.instance-day", "0")))
                .isEqualTo(
                        new BudgetSettings(
                                new BigDecimal("1.5"),
                                BigDecimal.valueOf(2),
                                BigDecimal.valueOf(3),
                                BigDecimal.ZERO));
        assertThatThrownBy(() -> budget(Map.of("mosaic.budget.job", "-1")))
                .hasStackTraceContaining("must not be negative");
    }

    private static ModelSettings bind(Map<String, String> properties) {
        return binder(properties).bindOrCreate("mosaic.model", ModelSettings.class);
    }

    private static BudgetSettings budget(Map<String, String> properties) {
        return binder(properties).bindOrCreate("mosaic.budget", BudgetSettings.class);
    }

    private static Binder binder(Map<String, String> properties) {
        return new Binder(new MapConfigurationPropertySource(properties));
    }
}
