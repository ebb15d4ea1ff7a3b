package dev.mosaic.stitcher.sandbox.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;
import static org.awaitility.Awaitility.await;

import dev.mosaic.stitcher.failure.Failure;
import dev.mosaic.stitcher.sandbox.SandboxSpec.Owner;
import dev.mosaic.stitcher.sandbox.ShellCommand;
import dev.mosaic.stitcher.sandbox.Wall;
import dev.mosaic.stitcher.sandbox.process.hunt.LinuxProcesses;
import dev.mosaic.stitcher.sandbox.process.launch.ProcessSettings.Confinement;
import dev.mosaic.stitcher.sandbox.process.launch.SampleSettings;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The process sandbox in namespaces. */
class BubblewrapSandboxTest extends ProcessContract {
    @BeforeAll
    static void onlyWhereItWorks() throws Exception {
        Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwx--x--x"));
        var chosen =
                ProcessSandboxes.in(
                                folder, SampleSettings.of(Confinement.AUTO), new LinuxProcesses())
                        .chosen();
        assumeThat(chosen.enclosure().name())
                .as("BUBBLEWRAP IS NOT TESTED ON THIS MACHINE: %s", chosen.missed())
                .isEqualTo("bubblewrap");
    }

    @Override
    SampleSettings settings() {
        return SampleSettings.of(Confinement.BUBBLEWRAP).with("limits.processes", 250);
    }

    @Test
    void noFurtherNamespacesCanBeMade() throws Exception {
        assertThat(
                        run("unshare -Ur true && echo got through; unshare -m true && echo got through")
                                .output())
                .doesNotContain("got through")
                .contains("unshare");
    }

    @Test
    void theWaysOfA32BitProcessorAreShut() throws Exception {
        assumeThat(System.getProperty("os.arch")).isEqualTo("amd64");
        // a program of 32 bits that ends with 42: mov eax, 1; mov ebx, 42; int 0x80
        var program =
                "7f454c4601010100000000000000000002000300010000005480040834000000"
                        + "0000000000000000340020000100000000000000"
                        + "01000000000000000080040800800408600000006000000005000000001000"
                        + "00b801000000bb2a000000cd80";
        Files.write(workdir.resolve("old"), HexFormat.of().parseHex(program));

        var outcome = run("chmod +x old; ./old; echo ended with $?");

        // killed by SIGSYS, or not a program at all where the kernel has no such ways
        assertThat(outcome.output()).containsAnyOf("ended with 159", "ended with 126");
    }

    @Test
    void theFilterIsNotLeftOpenForCommands() throws Exception {
        assertThat(run("ls /proc/self/fd").output().lines()).doesNotContain("9");
    }

    @Test
    void commandsOfOneSandboxShareTheirTmpAndSeeEachOther() throws Exception {
        try (var place = open()) {
            place.run(ShellCommand.line("echo here > /tmp/note; sleep 98765 &", LONG));

            var outcome = place.run(ShellCommand.line("cat /tmp/note; cat /proc/*/cmdline", LONG));

            assertThat(outcome.output()).startsWith("here\n").contains("98765");
        }
    }

    @Test
    void aClosedNetworkIsClosed() throws Exception {
        var closed = sandbox(folder, settings().with("network", "none"));
        assertThat(closed.walls()).contains(Wall.NETWORK);
        try (var server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
                var shut = closed.open(spec(new Owner(NODE, "now", "j", 1, "a"), Map.of()));
                var open = open()) {
            var knock =
                    ShellCommand.line(
                            "bash -c 'exec 3<>/dev/tcp/127.0.0.1/%d && echo connected'"
                                    .formatted(server.getLocalPort()),
                            LONG);

            assertThat(shut.run(knock).output()).doesNotContain("connected");
            assertThat(open.run(knock).output()).contains("connected");
        }
    }

    @Test
    void whatIsHiddenIsNotThereEvenWithinWhatIsVisible(@TempDir Path visible) throws Exception {
        var hidden = Files.createDirectory(visible.resolve("mosaic"));
        Files.setPosixFilePermissions(visible, PosixFilePermissions.fromString("rwx--x--x"));
        Files.writeString(visible.resolve("seen"), "seen");
        Files.writeString(hidden.resolve("secret"), "canary");
        var some = settings().with("visible", visible).with("hidden", hidden);
        try (var place =
                sandbox(folder, some).open(spec(new Owner(NODE, "now", "j", 1, "a"), Map.of()))) {
            var outcome =
                    place.run(
                            ShellCommand.line(
                                    "cat %s/seen; cat %s/secret; touch %s/more && echo written"
                                            .formatted(visible, hidden, hidden),
                                    LONG));

            assertThat(outcome.output()).startsWith("seen").doesNotContain("canary", "written");
        }
    }

    @Test
    void aHiddenHomeThatHoldsTheSandboxItselfIsNoHindrance() throws Exception {
        var home = settings().with("hidden", folder.getParent() + "," + folder);
        try (var place =
                sandbox(folder, home).open(spec(new Owner(NODE, "now", "j", 1, "a"), Map.of()))) {
            assertThat(place.run(command(List.of("echo", "well"))).output()).isEqualTo("well\n");
        }
    }

    @Test
    void aSandboxThatKilledItsOwnHolderIsOverAndNotAnothers() throws Exception {
        try (var place = open()) {
            place.run(ShellCommand.line("kill -9 2", LONG));
            await().atMost(LONG)
                    .untilAsserted(() ->
                            assertThatThrownBy(() -> place.run(command(List.of("true"))))
                                    .isInstanceOf(Failure.Later.class)
                                    .hasMessageContaining("ended from outside"));
        }
        assertThat(folder).isEmptyDirectory();
    }

    @Test
    void theEndOfMosaicIsTheEndOfItsSandboxes() throws Exception {
        var java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
        var mosaic =
                new ProcessBuilder(
                                java,
                                "-cp",
                                System.getProperty("java.class.path"),
                                DoomedMosaic.class.getName(),
                                folder.toString(),
                                workdir.toString(),
                                ticking("beat") + " &",
                                NODE)
                        .redirectErrorStream(true)
                        .start();
        ticks("beat");

        mosaic.destroyForcibly().waitFor();

        await().atMost(LONG).until(() -> ofThisFolder().isEmpty());
        standsStill("beat");
        sandbox().sweep(NODE, "second");
    }
}
