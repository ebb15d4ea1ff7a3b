package dev.mosaic.stitcher.sandbox.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;

import dev.mosaic.stitcher.failure.Failure;
import dev.mosaic.stitcher.sandbox.ShellCommand;
import dev.mosaic.stitcher.sandbox.process.launch.ProcessSettings.Confinement;
import dev.mosaic.stitcher.sandbox.process.launch.SampleSettings;
import dev.mosaic.stitcher.sandbox.process.launch.Tools;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The process sandbox as another account. */
class AccountSandboxTest extends ProcessContract {
    @BeforeEach
    void onlyAsRoot() {
        assumeThat(Tools.asRoot())
                .as("ACCOUNTS OF SANDBOXES ARE NOT TESTED: these tests do not run as root")
                .isTrue();
    }

    @Override
    SampleSettings settings() {
        return SampleSettings.of(Confinement.ACCOUNT).with("limits.processes", 250);
    }

    @Test
    void eachSandboxIsSomebodyElse() throws Exception {
        try (var one = open();
                var other = open()) {
            var first = one.run(command(List.of("id", "-u"))).output().strip();
            var second = other.run(command(List.of("id", "-u"))).output().strip();

            assertThat(first).isNotEqualTo(second).isNotEqualTo("0");
        }
    }

    @Test
    void theFilesAreGivenAndTakenBack() throws Exception {
        Files.createDirectory(workdir.resolve("sub"));
        try (var place = open()) {
            var outcome =
                    place.run(ShellCommand.line("touch sub/new && stat -c %u sub sub/new", LONG));

            assertThat(outcome.output().lines().distinct()).hasSize(1).doesNotContain("0");
        }
        for (var path : List.of("", "sub", "sub/new")) {
            assertThat(Files.getAttribute(workdir.resolve(path), "unix:uid")).isEqualTo(0);
        }
    }

    @Test
    void aFileWithASecondNameElsewhereIsNotGivenAway(@TempDir Path elsewhere) throws Exception {
        var secret = Files.writeString(elsewhere.resolve("shadow"), "secret");
        Files.setPosixFilePermissions(secret, PosixFilePermissions.fromString("rw-------"));
        Files.createLink(workdir.resolve("name"), secret);
        Files.createSymbolicLink(workdir.resolve("link"), secret);

        var outcome = run("cat name link; echo x > name");

        assertThat(outcome.output()).doesNotContain("secret");
        assertThat(secret).hasContent("secret");
        assertThat(Files.getAttribute(secret, "unix:uid", LinkOption.NOFOLLOW_LINKS)).isEqualTo(0);
    }

    @Test
    void aFolderThatOthersMayNotEnterIsSaid(@TempDir Path elsewhere) throws Exception {
        assertThat(sandbox().walls()).isNotEmpty();
        var home = Files.createDirectory(elsewhere.resolve("home"));
        Files.setPosixFilePermissions(home, PosixFilePermissions.fromString("rwx------"));
        var sandbox = sandbox(home.resolve("sandboxes"), settings());

        assertThatThrownBy(sandbox::walls)
                .isInstanceOf(Failure.Never.class)
                .hasMessageContaining(home.toString())
                .hasMessageContaining("mosaic.home");
    }
}
