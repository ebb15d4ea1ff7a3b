package dev.mosaic.stitcher.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.mosaic.stitcher.failure.Failure;
import dev.mosaic.stitcher.model.Model;
import dev.mosaic.stitcher.model.ModelApi;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.MapConfigurationPropertySource;

class EnginesTest {
    private final Engines engines =
            new Engines(
                    List.of(new Named("b", Optional.empty()), new Named("a", Optional.of("No."))),
                    new EngineSettings("b"));

    @Test
    void enginesAreFoundByName() {
        assertThat(engines.named("b").name()).isEqualTo("b");
        assertThat(engines.names()).containsExactly("a", "b");
        assertThat(engines.byDefault()).isEqualTo("b");
    }

    @Test
    void whatAnEngineLacksIsSaid() {
        assertThat(engines.unavailable("b")).isEmpty();
        assertThat(engines.unavailable("a")).contains("No.");
        assertThat(engines.unavailable("c")).get().asString().contains("a, b");
    }

    @Test
    void anUnknownEngineIsARefusalThatNamesTheChoice() {
        assertThatThrownBy(() -> engines.named("c"))
                .isInstanceOf(Failure.Never.class)
                .hasMessageContaining("no engine `c`")
                .hasMessageContaining("a, b");
    }

    @Test
    void twoOfOneNameAreABug() {
        var one = new Named("a", Optional.empty());
        assertThatThrownBy(() -> new Engines(List.of(one, one), new EngineSettings("a")))
                .isInstanceOf(IllegalStateException.class);
    }

    @Test
    void whereNobodyChoseOneTheModelsDecide() {
        var claude = new Named("claude", Optional.empty(), ModelNeed.MESSAGES);
        var fits = new Model("a", ModelApi.ANTHROPIC, "m", 1_000, 100);
        var other = new Model("o", ModelApi.OPENAI, "m", 1_000, 100);

        assertThat(engines(claude, null, fits).byDefault()).isEqualTo("claude");
        assertThat(engines(claude, null, other).byDefault()).isEqualTo("scripted");
        assertThat(engines(claude, null).byDefault()).isEqualTo("scripted");
        assertThat(engines(claude, "scripted", fits).byDefault()).isEqualTo("scripted");
        assertThat(engines(claude, " ", fits).byDefault()).isEqualTo("claude");
        assertThat(engines(new Named("scripted", Optional.empty()), null, fits).byDefault())
                .isEqualTo("scripted");
    }

    private static Engines engines(Engine engine, String chosen, Model... models) {
        return new Engines(List.of(engine), new EngineSettings(chosen), () -> List.of(models));
    }

    @Test
    void settings() {
        assertThat(bind(Map.of())).isEqualTo(new EngineSettings(null));
        assertThat(bind(Map.of("mosaic.engine.default", "claude")))
                .isEqualTo(new EngineSettings("claude"));
    }

    private static EngineSettings bind(Map<String, String> properties) {
        return new Binder(new MapConfigurationPropertySource(properties))
                .bindOrCreate("mosaic.engine", EngineSettings.class);
    }

    private record Named(String name, Optional<String> unavailable, ModelNeed modelNeed)
            implements Engine {
        Named(String name, Optional<String> unavailable) {
            this(name, unavailable, ModelNeed.NONE);
        }

        @Override
        public String description() {
            return name;
        }

        @Override
        public EngineRun start(RunSpec spec) {
            throw new UnsupportedOperationException();
        }
    }
}
