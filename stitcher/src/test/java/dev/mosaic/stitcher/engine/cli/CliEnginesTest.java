package dev.mosaic.stitcher.engine.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.mosaic.stitcher.engine.Engine;
import dev.mosaic.stitcher.engine.ModelNeed;
import dev.mosaic.stitcher.engine.cli.CliSettings.Input;
import dev.mosaic.stitcher.engine.cli.CliSettings.Program;
import dev.mosaic.stitcher.engine.cli.CliSettings.Stop;
import dev.mosaic.stitcher.sandbox.SandboxSettings;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.MapConfigurationPropertySource;

class CliEnginesTest {
    @Test
    void nothingConfiguredIsNoEngine() {
        assertThat(engines(Map.of())).isEmpty();
    }

    @Test
    void everyPropertyHasItsName() {
        var at = "mosaic.engine.cli.mine.";

        assertThat(
                        bind(Map.ofEntries(
                                        Map.entry(at + "argv[0]", "agent"),
                                        Map.entry(at + "argv[1]", "--model={model}"),
                                        Map.entry(at + "environment[0]", "A=b"),
                                        Map.entry(at + "home.[.mine/c.json]", "{}"),
                                        Map.entry(at + "model", "completions"),
                                        Map.entry(at + "input", "none"),
                                        Map.entry(at + "format", "codex-json"),
                                        Map.entry(at + "success[0]", "0"),
                                        Map.entry(at + "success[1]", "3"),
                                        Map.entry(at + "interrupt", "terminate"),
                                        Map.entry(at + "description", "Mine."),
                                        Map.entry(at + "preset", "codex")))
                                .cli())
                .isEqualTo(
                        Map.of(
                                "mine",
                                new Program(
                                        "codex",
                                        List.of("agent", "--model={model}"),
                                        List.of("A=b"),
                                        Map.of(".mine/c.json", "{}"),
                                        ModelNeed.COMPLETIONS,
                                        Input.NONE,
                                        Format.CODEX_JSON,
                                        List.of(0, 3),
                                        Stop.TERMINATE,
                                        "Mine.")));
    }

    @ParameterizedTest
    @ValueSource(strings = {"claude-code", "codex", "opencode", "gemini"})
    void everyPresetIsSwitchedOnByItsNameAndSaysThatItIsUntried(String preset) {
        var engine = engines(Map.of("mosaic.engine.cli." + preset + ".preset", preset)).getFirst();

        assertThat(engine.name()).isEqualTo(preset);
        assertThat(engine.description()).contains("Untried").doesNotContain("\n").endsWith(".");
        assertThat(engine.caution()).isPresent();
        assertThat(engine.unavailable()).get().asString().contains("mosaic.sandbox.path");
    }

    @Test
    void everyShippedPresetIsARecipeWithoutSecretsAndWithoutThePrompt() {
        var presets = Presets.shipped();

        assertThat(presets.names()).containsExactly("claude-code", "codex", "gemini", "opencode");
        for (var name : presets.names()) {
            var said = new Program(name, null, null, null, null, null, null, null, null, null);
            var recipe = CliEngines.recipe(name, said, presets);
            assertThat(recipe.argv())
                    .anyMatch(it -> it.startsWith("--model=") && it.endsWith("{model}"));
            assertThat(recipe.format().reader()).isInstanceOf(JsonLines.class);
        }
    }

    @Test
    void whatTheOperatorSaysBeatsThePreset() {
        var said =
                new Program(
                        "codex",
                        null,
                        List.of("A=b"),
                        null,
                        null,
                        null,
                        null,
                        List.of(9),
                        null,
                        "Mine.");

        var recipe = CliEngines.recipe("mine", said, Presets.shipped());

        assertThat(recipe.argv()).startsWith("codex", "exec");
        assertThat(recipe.environment()).containsExactly("A=b");
        assertThat(recipe.success()).containsExactly(9);
        assertThat(recipe.description()).isEqualTo("Mine.");
    }

    @Test
    void aProgramOfTheOperatorsOwnIsNoBodysPreset() {
        var engine = engines(Map.of("mosaic.engine.cli.mine.argv[0]", "sh")).getFirst();

        assertThat(engine.caution()).isEmpty();
        assertThat(engine.unavailable()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    mosaic.engine.cli.mine.description | Mine. | `mosaic.engine.cli.mine` has no `argv`
                    mosaic.engine.cli.mine.preset | gpt | there is no preset `gpt`
                    mosaic.engine.cli.[Bad Name].argv | sh | small letters
                    mosaic.engine.cli.mine.argv | ./agent | never one in the repository
                    mosaic.engine.cli.mine.argv | --agent | must begin with a program
                    mosaic.engine.cli.mine.argv | sh,-m,{model} | in one argument
                    mosaic.engine.cli.codex.environment | OPENAI_API_KEY=sk-1 | would hand a secret to the agent
                    mosaic.engine.cli.codex.environment | GH_TOKEN=x | would hand a secret to the agent
                    mosaic.engine.cli.codex.environment | just words | NAME=value
                    mosaic.engine.cli.codex.environment | GH_TOKEN=x{token} | would hand a secret to the agent
                    mosaic.engine.cli.codex.home.[../x] | y | by its path in the home folder
                    mosaic.engine.cli.codex.home.[/etc/x] | y | by its path in the home folder
                    mosaic.engine.cli.gemini.environment | URL={endpoint} | write `messages` or `completions` in `model`
                    """)
    void aMistakeIsToldAtTheStartWithItsCure(String setting, String value, String said) {
        assertThatThrownBy(() -> engines(Map.of(setting, value)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(said);
    }

    @Test
    void aKeyThatNobodyChecksIsNoSecret() {
        assertThat(engines(Map.of("mosaic.engine.cli.codex.environment", "OPENAI_API_KEY=unused")))
                .hasSize(1);
    }

    @ParameterizedTest
    @CsvSource({
        "claude-code, MESSAGES, true",
        "codex, COMPLETIONS, true",
        "opencode, COMPLETIONS, true",
        "gemini, NONE, false"
    })
    void aPresetSaysWhatItNeedsOfModelsAndAsksFromTheSandbox(
            String preset, ModelNeed need, boolean asks) {
        var engine = engines(Map.of("mosaic.engine.cli." + preset + ".preset", preset)).getFirst();

        assertThat(engine.modelNeed()).isEqualTo(need);
        assertThat(engine.asksFromSandbox()).isEqualTo(asks);
        assertThat(engine.takesSteers()).isFalse();
    }

    @Test
    void theOperatorCanSayThatAProgramHasAWayOfItsOwn() {
        var engine =
                engines(
                                Map.of(
                                        "mosaic.engine.cli.codex.model",
                                        "none",
                                        "mosaic.engine.cli.codex.environment",
                                        "A=b",
                                        "mosaic.engine.cli.codex.home.[.codex/config.toml]",
                                        "model = 'x'"))
                        .getFirst();

        assertThat(engine.modelNeed()).isEqualTo(ModelNeed.NONE);
        assertThat(engine.asksFromSandbox()).isFalse();
    }

    @Test
    void elsewhereTheProgramIsTheImages() {
        var programs = new Programs(new SandboxSettings("docker", Path.of("/nowhere"), "/usr/bin"));

        assertThat(programs.find("no-such-program-here")).isEqualTo("no-such-program-here");
    }

    private static List<Engine> engines(Map<String, String> properties) {
        return new CliEngines(
                        bind(properties),
                        new SandboxSettings("process", Path.of("/nowhere"), "/usr/bin:/bin"))
                .engines();
    }

    private static CliSettings bind(Map<String, String> properties) {
        return new Binder(new MapConfigurationPropertySource(properties))
                .bindOrCreate("mosaic.engine", CliSettings.class);
    }
}
