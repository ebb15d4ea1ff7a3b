package dev.mosaic.bot.demo;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;

/** The sample is what the demo says of it: tried with its own gates and its own script. */
class SampleProgramTest {
    @TempDir Path temp;
    private Path work;

    @BeforeEach
    void writeTheSample() throws IOException {
        work = Files.createDirectory(temp.resolve("work"));
        for (var file : SampleRepository.files().entrySet()) {
            var path = work.resolve(file.getKey());
            Files.createDirectories(path.getParent());
            Files.writeString(path, file.getValue());
        }
    }

    @Test
    void theBugMakesItsTestFailAndNothingElse() throws Exception {
        assertThat(gate("test")).isEqualTo(1);
        assertThat(output()).contains("which makes 999 cents").contains("3 of 4 tests failed");
        assertThat(gate("lint")).isZero();
    }

    @Test
    void theFirstTryIsRejectedByTheTestAlone() throws Exception {
        play(0);

        assertThat(gate("test")).isEqualTo(1);
        assertThat(output()).contains("which makes 1002 cents");
        assertThat(gate("lint")).isZero();
    }

    @Test
    void theSecondTryPassesBoth() throws Exception {
        play(0);
        play(1);

        assertThat(gate("test")).isZero();
        assertThat(output()).contains("4 tests passed");
        assertThat(gate("lint")).isZero();
    }

    @Test
    void theIssueHasATitleAndTellsWhatIsWrong() {
        var text = Resources.text("issue.md").split("\n", 2);

        assertThat(text[0]).isEqualTo("A shared bill loses a cent");
        assertThat(text[1]).contains("one cent short");
    }

    @SuppressWarnings("unchecked")
    private void play(int round) throws IOException {
        var yaml = new Yaml(new SafeConstructor(new LoaderOptions()));
        var script = (Map<String, Object>) yaml.load(Resources.text("script.yml"));
        var rounds = (List<Map<String, List<Map<String, Object>>>>) script.get("rounds");
        for (var turn : rounds.get(round).get("turns")) {
            if (turn.get("write") instanceof Map<?, ?> write) {
                Files.writeString(file(write), (String) write.get("text"));
            }
            if (turn.get("replace") instanceof Map<?, ?> replace) {
                var text = Files.readString(file(replace));
                var find = (String) replace.get("find");
                assertThat(text).containsOnlyOnce(find);
                Files.writeString(file(replace), text.replace(find, (String) replace.get("with")));
            }
        }
    }

    private Path file(Map<?, ?> step) {
        return work.resolve((String) step.get("path"));
    }

    /** As the sandbox runs it: the JDK of this process is first on the path. */
    @SuppressWarnings("unchecked")
    private int gate(String name) throws Exception {
        var policy =
                (Map<String, Object>) new Yaml().load(SampleRepository.files().get(".mosaic.yml"));
        var command = ((Map<String, String>) policy.get("gates")).get(name);
        var builder =
                new ProcessBuilder("sh", "-c", command)
                        .directory(work.toFile())
                        .redirectErrorStream(true)
                        .redirectOutput(temp.resolve("output").toFile());
        builder.environment()
                .put(
                        "PATH",
                        Path.of(System.getProperty("java.home"), "bin")
                                + ":"
                                + System.getenv("PATH"));
        builder.environment().put("TMPDIR", temp.toString());
        var process = builder.start();
        assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
        return process.exitValue();
    }

    private String output() throws IOException {
        return Files.readString(temp.resolve("output"));
    }
}
