package dev.mosaic.stitcher.sandbox.docker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;

import dev.mosaic.stitcher.failure.Failure;
import dev.mosaic.stitcher.sandbox.ShellCommand;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What somebody who controls every command in a container can use up. */
class DockerLimitsTest extends DockerScene {
    @Test
    void s8MemoryIsALimitThatIsNamed() throws Exception {
        try (var place = open(SampleSettings.here().with("memory", "64MB"))) {
            var outcome = place.run(ShellCommand.line("tail -c 400000000 /dev/zero", LONG));

            assertThat(outcome.exit()).isEqualTo(137);
            assertThat(outcome.exceeded()).contains("mosaic.sandbox.docker.memory");
            assertThat(place.run(command(List.of("echo", "on"))).exceeded())
                    .isEqualTo(outcome.exceeded());
        }
    }

    @Test
    void s8TheWorkFolderIsALimitThatIsNamed() throws Exception {
        try (var place = open(SampleSettings.here().with("limits.disk", "5MB"))) {
            var outcome =
                    place.run(
                            ShellCommand.line(
                                    "i=0; while [ $i -lt 3000 ]; do head -c 100000 /dev/zero > f$i; i=$((i+1)); sleep 0.01; done",
                                    LONG));

            assertThat(outcome.exceeded()).contains("mosaic.sandbox.docker.limits.disk");
            assertThat(outcome.exit()).isEqualTo(137);
        }
    }

    @Test
    void s8ManySmallFilesAreALimitThatIsNamed() throws Exception {
        try (var place = open(SampleSettings.here().with("limits.files", 500))) {
            var outcome =
                    place.run(
                            ShellCommand.line(
                                    "i=0; while [ $i -lt 20000 ]; do : > f$i; i=$((i+1)); done; sleep 30",
                                    LONG));

            assertThat(outcome.exceeded()).contains("mosaic.sandbox.docker.limits.files");
        }
    }

    @Test
    void s8OutputIsALimitThatIsNamed() throws Exception {
        try (var place = open(SampleSettings.here().with("limits.output", "1MB"))) {
            var outcome = place.run(ShellCommand.line("trap '' TERM; yes", LONG));

            assertThat(outcome.exceeded()).contains("mosaic.sandbox.docker.limits.output");
            assertThat(outcome.exit()).isEqualTo(137);
        }
    }

    @Test
    void s8NoFileGrowsOverItsLimitAndMemoryFilesDoNotFillTheMachine() throws Exception {
        var settings = SampleSettings.here().with("limits.file-size", "1MB").with("tmp", "2MB");
        try (var place = open(settings)) {
            var outcome =
                    place.run(
                            ShellCommand.line(
                                    """
                                    head -c 3000000 /dev/zero > real; truncate -s 100G hole
                                    ulimit -n; ulimit -c
                                    for d in /tmp ~; do
                                      for i in 1 2 3 4; do head -c 900000 /dev/zero > $d/$i; done
                                      du -sx $d | cut -f1
                                    done
                                    """,
                                    LONG));

            assertThat(Files.size(workdir.resolve("real"))).isEqualTo(1L << 20);
            assertThat(workdir.resolve("hole")).isEmptyFile();
            assertThat(outcome.output()).contains("4096\n0\n");
            assertThat(outcome.output().lines().filter(it -> it.matches("\\d+")).skip(2))
                    .hasSize(2)
                    .allMatch(it -> Integer.parseInt(it) <= 2048);
        }
    }

    @Test
    void s8ProcessesAreALimit() throws Exception {
        try (var place = open(SampleSettings.here().with("limits.processes", 40))) {
            place.run(
                    ShellCommand.line(
                            "i=0; while [ $i -lt 100 ]; do sleep 60 & i=$((i+1)); done", LONG));

            var running =
                    LocalEngine.ask(client ->
                            client.topContainerCmd(containers().getFirst())
                                    .exec()
                                    .getProcesses()
                                    .length);
            assertThat(running).isBetween(10, 41);
        }
    }

    @Test
    void aCommandThatFailsWhileTheDiskOfItsWorkFolderIsFullIsNotToBlame() throws Exception {
        assumeThat(onWorkdir("mount", "-t", "tmpfs", "-o", "size=4m", "tmpfs"))
                .as("A FULL WORK FOLDER IS NOT TESTED: this needs root and the right to mount")
                .isTrue();
        try (var place = open()) {
            assertThatThrownBy(() ->
                            place.run(ShellCommand.line("head -c 8388608 /dev/zero > large", LONG)))
                    .isInstanceOf(Failure.Later.class)
                    .hasMessageContaining("mosaic.home")
                    .hasMessageContaining(workdir.toString());

            assertThat(place.run(ShellCommand.line("rm large; exit 3", LONG)).exit()).isEqualTo(3);
        } finally {
            onWorkdir("umount");
        }
    }

    private boolean onWorkdir(String... command) throws Exception {
        var whole = new ArrayList<>(List.of(command));
        whole.add(workdir.toString());
        return new ProcessBuilder(whole).redirectErrorStream(true).start().waitFor() == 0;
    }
}
