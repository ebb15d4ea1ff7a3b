package dev.mosaic.stitcher.sandbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;
import static org.awaitility.Awaitility.await;

import dev.mosaic.stitcher.sandbox.SandboxSpec.Owner;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What every kind of sandbox keeps its commands from, if it says so, and from what always. */
@Timeout(300)
public abstract class SandboxWallContract extends SandboxScene {
    @Test
    void aReadOnlyWorkFolderStaysAsItIs() throws Exception {
        assumeThat(sandbox().walls()).contains(Wall.READ_ONLY_WORK_FOLDER);
        Files.writeString(workdir.resolve("file"), "before");
        var owner = new Owner(NODE, "now", "job", 1, "agent");
        try (var place =
                sandbox().open(new SandboxSpec(owner, REPOSITORY, workdir, false, Map.of()))) {
            var outcome =
                    place.run(
                            ShellCommand.line(
                                    "cat file; echo after > file; rm file; touch new; chmod 777 file; mv file other",
                                    LONG));

            assertThat(outcome.output()).startsWith("before");
        }
        assertThat(workdir)
                .isDirectoryContaining("glob:**/file")
                .isDirectoryNotContaining("glob:**/new");
        assertThat(workdir.resolve("file")).hasContent("before");
    }

    @Test
    void whatLiesOutsideIsOutOfReachAlsoByALink(@TempDir Path elsewhere) throws Exception {
        assumeThat(sandbox().walls()).contains(Wall.OTHER_FILES);
        var secret = Files.writeString(elsewhere.resolve("secret"), "canary-" + NODE);
        Files.setPosixFilePermissions(elsewhere, PosixFilePermissions.fromString("rwxrwxrwx"));
        Files.setPosixFilePermissions(secret, PosixFilePermissions.fromString("rw-rw-rw-"));
        Files.createSymbolicLink(workdir.resolve("link"), secret);
        Files.createSymbolicLink(workdir.resolve("up"), Path.of("..", "..", ".."));
        try (var place = open(Map.of("THERE", secret.toString()))) {
            var outcome =
                    place.run(
                            ShellCommand.line(
                                    """
                                    cat link "$THERE" "up$THERE"
                                    echo changed > "$THERE"; echo changed > link
                                    ls /root /home /var/lib /run/docker.sock /var/run/docker.sock
                                    """,
                                    LONG));

            assertThat(outcome.output()).doesNotContain("canary").contains("No such file");
            assertThat(outcome.exit()).isNotZero();
        }
        assertThat(secret).hasContent("canary-" + NODE);
    }

    @Test
    void noProcessOfAnybodyElseIsSeenNorItsSecrets() throws Exception {
        assumeThat(sandbox().walls()).contains(Wall.OTHER_PROCESSES);
        var canary = "canary-" + NODE;
        var other = new ProcessBuilder("sleep", "100");
        other.environment().put("MOSAIC_SECRET", canary);
        var running = other.start();
        // the pattern comes by the pipe: as an argument it would find itself
        var search =
                new ShellCommand(
                        List.of(
                                "sh",
                                "-c",
                                "grep -alf - /proc/[0-9]*/environ /proc/[0-9]*/cmdline; kill -9 -1"),
                        canary + "\n" + ProcessHandle.current().pid() + "-no-such\n",
                        LONG,
                        10_000,
                        _ -> {});
        try (var place = open()) {
            assertThat(place.run(search).output()).doesNotContain("/environ\n", "/cmdline\n");
            assertThat(running.isAlive()).isTrue();
        } finally {
            running.destroyForcibly();
        }
    }

    @Test
    void thereIsNoPrivilegeAndNoWayToOne() throws Exception {
        assumeThat(sandbox().walls()).contains(Wall.PRIVILEGES);
        var outcome =
                run(
                        """
                        grep -E '^(CapPrm|CapEff|CapBnd|NoNewPrivs):' /proc/self/status
                        echo x > /etc/mosaic-was-here || echo held
                        mount -t tmpfs none /usr || echo held
                        cp "$(command -v id)" id; chmod u+s id; ./id -u
                        kill -9 1 || true; echo lives
                        """);

        assertThat(outcome.output())
                .contains("CapPrm:\t0000000000000000", "CapEff:\t0000000000000000")
                .contains("CapBnd:\t0000000000000000", "NoNewPrivs:\t1")
                .contains("held", "lives")
                .doesNotContainPattern("(?m)^0$");
        assertThat(Path.of("/etc/mosaic-was-here")).doesNotExist();
    }

    @Test
    void callsThatNoBuildNeedsAreRefused() throws Exception {
        assumeThat(sandbox().walls()).contains(Wall.SYSTEM_CALLS);
        // each of them works for anybody in a sandbox without this wall
        var calls =
                """
                command -v perl > /dev/null || { echo NO PERL; exit; }
                PERL_BADLANG=0 perl -e '
                  my @calls = $ARGV[0] eq "x86_64"
                    ? ([keyctl => 250, 0, -3, 0], [get_mempolicy => 239, 0, 0, 0, 0, 0],
                       [personality => 135, 0x40000], [perl => 39])
                    : ([keyctl => 219, 0, -3, 0], [get_mempolicy => 236, 0, 0, 0, 0, 0],
                       [personality => 92, 0x40000], [perl => 172]);
                  for (@calls) {
                    my ($name, $number, @with) = @$_;
                    print "$name: ", syscall($number, @with) < 0 ? $! : "works", "\n";
                  }
                  print "clone3: ", syscall(435, 0, 0) < 0 ? $! : "works", "\n";
                ' "$(uname -m)"
                """;
        var output = run(calls).output();

        assumeThat(output)
                .as("REFUSED CALLS ARE NOT TESTED: there is no perl")
                .isNotEqualTo("NO PERL\n");
        assertThat(output)
                .isEqualTo(
                        """
                        keyctl: Operation not permitted
                        get_mempolicy: Operation not permitted
                        personality: Operation not permitted
                        perl: works
                        clone3: Function not implemented
                        """);
    }

    @Test
    void whatBuildsNeedRunsBehindThatWall() throws Exception {
        assumeThat(sandbox().walls()).contains(Wall.SYSTEM_CALLS);
        Files.writeString(
                workdir.resolve("Build.java"),
                """
                void main() throws Exception {
                    var threads = java.util.stream.IntStream.range(0, 20)
                            .mapToObj(n -> Thread.ofPlatform().start(() -> {})).toList();
                    for (var thread : threads) thread.join();
                    var child = new ProcessBuilder("sh", "-c", "(echo grandchild) | cat").start();
                    IO.print(new String(child.getInputStream().readAllBytes()));
                    try (var server = new java.net.ServerSocket(0)) {
                        new java.net.Socket("127.0.0.1", server.getLocalPort()).close();
                    }
                    IO.println("built");
                }
                """);
        var outcome =
                run(
                        """
                        set -e
                        java -XX:TieredStopAtLevel=1 -XX:+UseSerialGC Build.java
                        command -v git > /dev/null || exit 0
                        git init -q repo; cd repo; echo x > file; git add file
                        git -c user.name=a -c user.email=a@b commit -qm one
                        git clone -q . ../other; git gc -q; git log --oneline | wc -l
                        """);

        assertThat(outcome.output()).startsWith("grandchild\nbuilt\n");
        assertThat(outcome.exit()).as(outcome.output()).isZero();
    }

    @Test
    void aForkBombStopsAtTheLimitAndIsGoneWithTheSandbox() throws Exception {
        assumeThat(sandbox().walls()).contains(Wall.PROCESS_COUNT);
        try (var place = open()) {
            place.run(
                    ShellCommand.line(
                            "trap '' TERM INT HUP; b() { b | b & }; b", Duration.ofSeconds(1)));

            // an answer within the promised time, or else whoever is left is in it
            assertThat(place.kill()).isEmpty();
        }
    }

    @Test
    void aCrowdThatIgnoresSignalsIsGone() throws Exception {
        // seven times two: some two hundred, whatever holds them
        var crowd =
                """
                trap '' TERM INT HUP QUIT
                b() { if [ "$1" -gt 0 ]; then b $(($1-1)) & b $(($1-1)) & fi; while :; do sleep 1; done; }
                b 6
                """;
        try (var place = open()) {
            inBackground(place, ShellCommand.line("touch begun; " + crowd, LONG));
            await().atMost(LONG).until(() -> Files.exists(workdir.resolve("begun")));

            // an answer within the promised time, or else whoever is left is in it
            assertThat(place.kill()).isEmpty();
        }
    }
}
