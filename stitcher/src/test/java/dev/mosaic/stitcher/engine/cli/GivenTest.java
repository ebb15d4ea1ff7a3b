package dev.mosaic.stitcher.engine.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mosaic.stitcher.engine.Engine;
import dev.mosaic.stitcher.engine.EngineRun;
import dev.mosaic.stitcher.engine.EngineScene;
import dev.mosaic.stitcher.engine.ModelNeed;
import dev.mosaic.stitcher.engine.RunResult;
import dev.mosaic.stitcher.engine.RunSpec;
import dev.mosaic.stitcher.engine.cli.CliSettings.Input;
import dev.mosaic.stitcher.engine.cli.CliSettings.Program;
import dev.mosaic.stitcher.model.ModelEndpoint;
import java.net.URI;
import java.nio.file.Files;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** How a program finds its model, and that nobody else on the machine does. */
@Timeout(60)
class GivenTest extends EngineScene {
    private static final String TOKEN = "sk-" + "tOk3n".repeat(9) + "abc";
    private static final ModelEndpoint ENDPOINT =
            new ModelEndpoint(
                    URI.create("http://127.0.0.1:3128/llm/" + TOKEN), TOKEN, "claude-x", 1_000);

    @Test
    void variablesAndFilesHoldTheWayAndThePromptIsWhole() throws Exception {
        var prompt = "Fix it.\n\n| no file\n> nor here\nA=b\n";
        var engine =
                asking(
                        """
                        cat > prompt
                        printf '%s|%s|%s|%s' "$URL" "$API_KEY" "$NAME" "$PLAIN" > env
                        cp "$HOME/.agent/deep/config" config
                        ls -l "$HOME/.agent/deep/config" > mode
                        tr '\\0' '\\n' < /proc/$$/cmdline > argv
                        """,
                        List.of(
                                "URL={endpoint}/v1",
                                "API_KEY={token}",
                                "NAME={model}",
                                "PLAIN=x y"),
                        Map.of(".agent/deep/config", "url = \"{endpoint}\"\n\n  key='{token}'\n"));

        assertThat(result(engine.start(spec(prompt, ENDPOINT))))
                .isInstanceOf(RunResult.Stopped.class);

        assertThat(workdir.resolve("prompt")).hasContent(prompt);
        assertThat(Files.readString(workdir.resolve("env")))
                .isEqualTo("%s/v1|%s|claude-x|x y".formatted(ENDPOINT.baseUrl(), TOKEN));
        assertThat(Files.readString(workdir.resolve("config")))
                .isEqualTo("url = \"%s\"\n\n  key='%s'\n".formatted(ENDPOINT.baseUrl(), TOKEN));
        assertThat(Files.readString(workdir.resolve("mode"))).startsWith("-rw-------");
        assertThat(Files.readString(workdir.resolve("argv"))).doesNotContain(TOKEN);
    }

    @Test
    void noProcessOfTheRunShowsTheTokenInItsArguments() throws Exception {
        var recipe =
                CliEngines.recipe(
                        "codex",
                        new Program("codex", null, null, null, null, null, null, null, null, null),
                        Presets.shipped());

        for (var name : Presets.shipped().names()) {
            var said = new Program(name, null, null, null, null, null, null, null, null, null);
            var one = CliEngines.recipe(name, said, Presets.shipped());
            var spec = spec("do it", ENDPOINT);
            assertThat(one.command("program", spec)).as(name).noneMatch(it -> it.contains(TOKEN));
            assertThat(one.given(spec).isEmpty()).isEqualTo(name.equals("gemini"));
        }
        assertThat(recipe.given(spec("do it", ENDPOINT)))
                .contains("OPENAI_API_KEY=" + TOKEN, ">.codex/config.toml", "wire_api");
    }

    @Test
    void aProgramThatReadsNoPromptIsGivenTheWayAllTheSame() throws Exception {
        var program =
                new Program(
                        null,
                        List.of(CliPrograms.script(folder, "cat > prompt; echo \"$KEY\" > key")),
                        List.of("KEY={token}"),
                        null,
                        ModelNeed.MESSAGES,
                        Input.NONE,
                        null,
                        null,
                        null,
                        null);

        result(CliPrograms.engine(folder, program).start(spec("do it", ENDPOINT)));

        assertThat(workdir.resolve("prompt")).isEmptyFile();
        assertThat(workdir.resolve("key")).hasContent(TOKEN);
    }

    @Test
    void withoutAModelItSaysHowToGetOne() throws Exception {
        var engine = asking("touch ran", List.of("URL={endpoint}"), Map.of());

        assertThat(result(engine.start(spec("do it", null))))
                .isInstanceOfSatisfying(
                        RunResult.Crashed.class,
                        it -> {
                            assertThat(it.passing()).isFalse();
                            assertThat(it.detail())
                                    .contains("mosaic.model.providers")
                                    .contains("mosaic.engine.cli.small.model");
                        });
        assertThat(workdir.resolve("ran")).doesNotExist();
    }

    private Engine asking(String script, List<String> environment, Map<String, String> home)
            throws Exception {
        return CliPrograms.engine(
                folder,
                new Program(
                        null,
                        List.of(CliPrograms.script(folder, script)),
                        environment,
                        home,
                        ModelNeed.MESSAGES,
                        null,
                        null,
                        null,
                        null,
                        null));
    }

    private RunSpec spec(String prompt, @Nullable ModelEndpoint endpoint) {
        return new RunSpec("run-1", 1, sandbox, prompt, null, endpoint);
    }

    private static RunResult result(EngineRun run) {
        return run.result().block(LIMIT);
    }
}
