package dev.mosaic.stitcher.engine.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.mosaic.stitcher.engine.Engine;
import dev.mosaic.stitcher.engine.EngineContract;
import dev.mosaic.stitcher.engine.RunResult;
import dev.mosaic.stitcher.engine.RunSpec;
import dev.mosaic.stitcher.engine.cli.CliSettings.Input;
import dev.mosaic.stitcher.engine.cli.CliSettings.Program;
import dev.mosaic.stitcher.engine.cli.CliSettings.Stop;
import dev.mosaic.stitcher.sandbox.SandboxHandle;
import dev.mosaic.stitcher.sandbox.ShellCommand;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Any program: its lines are its output, its exit code is its answer. */
class CliEngineTest extends EngineContract {
    @Override
    protected Engine writing() throws IOException {
        return running("cat > made.txt; echo done");
    }

    @Override
    protected Engine endless() throws IOException {
        return running("while :; do echo x >> beat; sleep 0.02; done");
    }

    @Override
    protected Engine breaking() throws IOException {
        return running("echo out of cheese; exit 3");
    }

    @Override
    protected Engine stubborn() throws IOException {
        return running(
                "trap '' INT TERM HUP; (while :; do echo x >> beat; sleep 0.02; done) & while :; do sleep 1; done");
    }

    @Override
    protected Engine flooding() throws IOException {
        return running("touch up; exec yes");
    }

    @Test
    void thePromptArrivesWholeOnStandardInputAndNowhereElse() throws Exception {
        var prompt = "Fix $(touch pwned); `id` 'quoted' \u20ac\n".repeat(30_000);
        var engine =
                running(
                        "cat > prompt; tr '\\0' '\\n' < /proc/self/environ > env; echo \"$@\" > argv");

        assertThat(result(engine, prompt, null)).isInstanceOf(RunResult.Stopped.class);
        assertThat(prompt.length()).isGreaterThan(1_000_000);
        assertThat(workdir.resolve("prompt")).hasContent(prompt);
        assertThat(Files.readString(workdir.resolve("env"))).doesNotContain("Fix");
        assertThat(Files.readString(workdir.resolve("argv"))).isBlank();
        assertThat(workdir.resolve("pwned")).doesNotExist();
    }

    @Test
    void aProgramThatReadsNothingIsNotHeldUpByItsPrompt() throws Exception {
        assertThat(result(running("echo fine"), "x".repeat(2_000_000), null))
                .isInstanceOfSatisfying(
                        RunResult.Stopped.class, it -> assertThat(it.summary()).isEqualTo("fine"));
    }

    @Test
    void aProgramCanAskForNoPrompt() throws Exception {
        var program = CliPrograms.script(folder, "wc -c > counted");
        var engine =
                CliPrograms.engine(
                        folder,
                        new Program(
                                null,
                                List.of(program),
                                null,
                                null,
                                null,
                                Input.NONE,
                                null,
                                null,
                                null,
                                null));

        result(engine, "do it", null);

        assertThat(Files.readString(workdir.resolve("counted")).strip()).isEqualTo("0");
    }

    @Test
    void noShellReadsTheArguments() throws Exception {
        var engine =
                CliPrograms.engine(
                        folder,
                        "plain",
                        List.of(
                                "printf",
                                "%s|",
                                "$(touch pwned)",
                                "; touch pwned",
                                "`id`",
                                "*",
                                "{round}",
                                "{unknown}",
                                "--model={model}",
                                ""));

        assertThat(result(engine, "", "some/model:1"))
                .isInstanceOfSatisfying(
                        RunResult.Stopped.class,
                        it ->
                                assertThat(it.summary())
                                        .isEqualTo(
                                                "$(touch pwned)|; touch pwned|`id`|*|1|{unknown}|--model=some/model:1||"));
        assertThat(workdir.resolve("pwned")).doesNotExist();
    }

    @Test
    void withoutAModelItsArgumentIsLeftOut() throws Exception {
        var engine =
                CliPrograms.engine(
                        folder, "plain", List.of("printf", "%s|", "--model={model}", "{workdir}"));

        assertThat(result(engine, "", null))
                .isInstanceOfSatisfying(
                        RunResult.Stopped.class,
                        it -> assertThat(it.summary()).isEqualTo(workdir + "|"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"--danger", "-x", "a b", "a;b", "$(id)", "{round}", "", "\n", "a\u0000b"})
    void whatIsNoModelNeverBecomesAnArgument(String model) throws Exception {
        var engine =
                CliPrograms.engine(folder, "plain", List.of("touch", "--", "pwned", "{model}"));

        assertThat(result(engine, "", model))
                .isInstanceOfSatisfying(
                        RunResult.Crashed.class,
                        it -> assertThat(it.detail()).contains("no name of a model"));
        assertThat(workdir.resolve("pwned")).doesNotExist();
    }

    @Test
    void variablesAreSetWithoutAShell() throws Exception {
        var program = CliPrograms.script(folder, "printf '%s' \"$ONE|$TWO\" > variables");
        var engine =
                CliPrograms.engine(
                        folder,
                        new Program(
                                null,
                                List.of(program),
                                List.of("ONE=$(id) a=b", "TWO="),
                                null,
                                null,
                                null,
                                null,
                                null,
                                null,
                                null));

        result(engine, "", null);

        assertThat(workdir.resolve("variables")).hasContent("$(id) a=b|");
    }

    @ParameterizedTest
    @CsvSource({"0, true", "1, false", "7, true", "126, false", "255, false"})
    void theExitCodeDecides(int exit, boolean well) throws Exception {
        var program = CliPrograms.script(folder, "echo words; exit " + exit);
        var engine =
                CliPrograms.engine(
                        folder,
                        new Program(
                                null,
                                List.of(program),
                                null,
                                null,
                                null,
                                null,
                                null,
                                List.of(0, 7),
                                null,
                                null));

        var result = result(engine, "", null);

        assertThat(result instanceof RunResult.Stopped).isEqualTo(well);
        if (result instanceof RunResult.Crashed crashed) {
            assertThat(crashed.detail()).contains("exit code " + exit).contains("words");
            assertThat(crashed.passing()).isFalse();
        }
    }

    @Test
    void aCrashThatTellsOfAnOverloadMayPass() throws Exception {
        assertThat(result(running("echo 'API Error: 529 overloaded'; exit 1"), "", null))
                .isInstanceOfSatisfying(
                        RunResult.Crashed.class, it -> assertThat(it.passing()).isTrue());
    }

    @Test
    void aLimitOfTheSandboxIsToldInItsWordsAndNotTriedAgain() throws Exception {
        var limit = "used too much of it (mosaic.sandbox.some.limit)";
        var limited =
                new SandboxHandle() {
                    @Override
                    public Path workdir() {
                        return folder;
                    }

                    @Override
                    public Outcome run(ShellCommand command) {
                        return new Outcome(137, "", false, Duration.ZERO, limit);
                    }

                    @Override
                    public List<String> kill() {
                        return List.of();
                    }

                    @Override
                    public void close() {
                        // nothing was opened
                    }
                };
        var spec = new RunSpec("run-1", 1, limited, "", null, null);

        assertThat(running(":").start(spec).result().block(LIMIT))
                .isEqualTo(new RunResult.Crashed(limit, false, 1));
    }

    @Test
    void aSilentProgramHasNothingToSay() throws Exception {
        assertThat(result(running(":"), "", null))
                .isInstanceOfSatisfying(
                        RunResult.Stopped.class, it -> assertThat(it.summary()).isEmpty());
        assertThat(result(running("exit 4"), "", null))
                .isInstanceOfSatisfying(
                        RunResult.Crashed.class,
                        it -> assertThat(it.detail()).contains("printed nothing"));
    }

    @Test
    void theProgramIsAskedWithTheSignalThatItTakesBest() throws Exception {
        var program =
                CliPrograms.script(
                        folder,
                        "trap 'echo asked > asked; exit 0' TERM; echo x > beat; while :; do sleep 0.02; done");
        var engine =
                CliPrograms.engine(
                        folder,
                        new Program(
                                null,
                                List.of(program),
                                null,
                                null,
                                null,
                                null,
                                null,
                                null,
                                Stop.TERMINATE,
                                null));
        var run = engine.start(spec(1));
        await().atMost(LIMIT).until(() -> Files.exists(workdir.resolve("beat")));

        run.abort().block(LIMIT);

        assertThat(run.result().block(LIMIT)).isInstanceOf(RunResult.Aborted.class);
        assertThat(workdir.resolve("asked")).exists();
    }

    @Test
    void aProgramThatIsNotThereIsSaidBeforeAnybodyWaits() {
        var engine = CliPrograms.engine(folder, "plain", List.of("no-such-program-here"));

        assertThat(engine.unavailable())
                .get()
                .asString()
                .contains(
                        "`no-such-program-here`",
                        "/usr/bin",
                        "mosaic.sandbox.path",
                        "cli.small.argv");
        assertThat(engine.start(spec(1)).result().block(LIMIT))
                .isInstanceOf(RunResult.Crashed.class);
    }

    @Test
    void theRepositoryCannotPutItselfInTheProgramsPlace() throws Exception {
        var planted = workdir.resolve("no-such-program-here");
        Files.copy(Path.of("/bin/true"), planted);

        assertThat(
                        CliPrograms.engine(folder, "plain", List.of("no-such-program-here"))
                                .unavailable())
                .isPresent();
        assertThatThrownBy(() -> CliPrograms.engine(folder, "plain", List.of("./agent")))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("mosaic.engine.cli.small.argv");
    }

    private Engine running(String script) throws IOException {
        return CliPrograms.running(folder, "plain", script);
    }

    private RunResult result(Engine engine, String prompt, @Nullable String model) {
        return engine.start(new RunSpec("run-1", 1, sandbox, prompt, model, null))
                .result()
                .block(LIMIT);
    }
}
