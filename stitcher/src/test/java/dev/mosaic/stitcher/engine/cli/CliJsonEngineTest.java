package dev.mosaic.stitcher.engine.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mosaic.stitcher.engine.Engine;
import dev.mosaic.stitcher.engine.EngineContract;
import dev.mosaic.stitcher.engine.EngineEvent.Note;
import dev.mosaic.stitcher.engine.RunResult;
import java.io.IOException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Programs that tell what they do as JSON, line by line. */
class CliJsonEngineTest extends EngineContract {
    private static final String SAYS =
            "{\"type\":\"assistant\",\"message\":{\"content\":[{\"type\":\"text\",\"text\":\"hm\"}]}}";
    private static final String DONE =
            "{\"type\":\"result\",\"subtype\":\"success\",\"is_error\":false,\"result\":\"done\"}";

    @Override
    protected Engine writing() throws IOException {
        return running("cat > made.txt; " + print(SAYS) + print(DONE));
    }

    @Override
    protected Engine endless() throws IOException {
        return running(print(SAYS) + "while :; do echo x >> beat; sleep 0.02; done");
    }

    @Override
    protected Engine breaking() throws IOException {
        return running(
                print(
                        "{\"type\":\"result\",\"subtype\":\"error_during_execution\",\"is_error\":true}"));
    }

    @Override
    protected Engine stubborn() throws IOException {
        return running(
                "trap '' INT TERM HUP; (while :; do echo x >> beat; sleep 0.02; done) & while :; do sleep 1; done");
    }

    @Override
    protected Engine flooding() throws IOException {
        return running("touch up; exec yes '" + SAYS + "'");
    }

    @Test
    void whoDoesNotSayHowItWentHasNotDoneItsWork() throws Exception {
        assertThat(result(running(print(SAYS))))
                .isInstanceOfSatisfying(
                        RunResult.Crashed.class,
                        it -> assertThat(it.detail()).contains("without saying how it went"));
    }

    @Test
    void anErrorWithExitCodeZeroIsAnError() throws Exception {
        assertThat(result(breaking()))
                .isInstanceOfSatisfying(
                        RunResult.Crashed.class,
                        it -> assertThat(it.detail()).contains("error_during_execution"));
    }

    @Test
    void aBadExitCodeAfterASuccessIsAnError() throws Exception {
        assertThat(result(running(print(DONE) + "exit 5")))
                .isInstanceOfSatisfying(
                        RunResult.Crashed.class,
                        it -> assertThat(it.detail()).contains("exit code 5"));
    }

    @Test
    void linesThatAreNoJsonAreNotesAndTheRestIsHeard() throws Exception {
        var run =
                running("echo 'warning: old config' >&2; echo '{\"type\": broken'; " + print(DONE))
                        .start(spec(1));

        assertThat(run.result().block(LIMIT)).isInstanceOf(RunResult.Stopped.class);
        assertThat(run.events().collectList().block(LIMIT))
                .containsExactlyInAnyOrder(
                        new Note("warning: old config"), new Note("{\"type\": broken"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "head -c 3000000 /dev/urandom",
                "head -c 9000000 /dev/zero",
                "printf '{\"type\":'; head -c 9000000 /dev/zero | tr '\\0' '['",
                "yes '{' | head -n 100000",
                "printf '\\377\\376\\300\\n\\355\\240\\200'"
            })
    void rubbishDoesNoHarm(String rubbish) throws Exception {
        var run = running(rubbish + "; echo; " + print(DONE)).start(spec(1));

        assertThat(run.result().block(LIMIT)).isInstanceOf(RunResult.Stopped.class);
        assertThat(run.events().count().block(LIMIT)).isLessThan(20);
    }

    private Engine running(String script) throws IOException {
        return CliPrograms.running(folder, "claude-json", script);
    }

    private RunResult result(Engine engine) {
        return engine.start(spec(1)).result().block(LIMIT);
    }

    private static String print(String line) {
        return "echo '" + line + "'; ";
    }
}
