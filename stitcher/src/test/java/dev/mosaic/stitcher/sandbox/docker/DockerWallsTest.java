package dev.mosaic.stitcher.sandbox.docker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;
import static org.awaitility.Awaitility.await;

import dev.mosaic.stitcher.sandbox.SandboxSpec;
import dev.mosaic.stitcher.sandbox.ShellCommand;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What somebody who controls every command in a container tries. */
class DockerWallsTest extends DockerScene {
    private static final String CANARY = "canary-" + NODE;

    @Test
    void s1NoSecretOfTheMachineIsInEnvironmentCommandLinesOrFiles(@TempDir Path elsewhere)
            throws Exception {
        Files.writeString(elsewhere.resolve("token"), CANARY);
        var other = new ProcessBuilder("sleep", "100");
        other.environment().put("MOSAIC_SECRET", CANARY);
        var running = other.start();
        // the pattern comes by the pipe: as an argument it would find itself
        var search =
                new ShellCommand(
                        List.of(
                                "sh",
                                "-c",
                                """
                                for d in /*; do
                                  case $d in /proc|/sys|/dev|/jdk) ;; *) grep -rsl -f - "$d" ;; esac
                                done
                                cat /proc/[0-9]*/environ /proc/[0-9]*/cmdline | tr '\\0' '\\n'
                                ls -a / ~ /run /run/secrets ~/.docker ~/.netrc
                                """),
                        CANARY + "\n",
                        LONG,
                        1 << 20,
                        _ -> {});
        try (var place = open(Map.of("ADDED", "yes"))) {
            assertThat(place.run(search).output())
                    .doesNotContain(CANARY, "token", System.getProperty("user.home") + "/");

            assertThat(place.run(command(List.of("env"))).output().lines())
                    .contains("ADDED=yes", "HOME=/home/agent")
                    .allMatch(line ->
                            line.matches(
                                    "(PATH|HOSTNAME|HOME|TMPDIR|LANG|USER|ADDED|MOSAIC_COMMAND|PWD|OLDPWD|SHLVL|_)=.*"));
        } finally {
            running.destroyForcibly();
        }
    }

    @Test
    void s3TheEngineIsOutOfReach() throws Exception {
        var socket = URI.create(LocalEngine.host()).getPath();
        var outcome =
                run(
                        """
                        ls /var/run/docker.sock /run/docker.sock /run/containerd/containerd.sock %s
                        for a in 172.17.0.1 192.168.65.7 127.0.0.1; do
                          nc -w 2 $a 2375 </dev/null && echo connected
                          nc -w 2 $a 2376 </dev/null && echo connected
                        done
                        """
                                .formatted(socket));

        assertThat(outcome.output()).doesNotContain("connected").contains("No such file");
        assertThat(outcome.output().lines().filter(it -> it.startsWith("/"))).isEmpty();
    }

    @Test
    void s5ThereIsNoNetworkButALoopbackOfItsOwn() throws Exception {
        try (var ofThisMachine = new ServerSocket(0)) {
            var outcome =
                    run(
                            """
                            ls /sys/class/net; ip route; echo no route
                            for a in 169.254.169.254 8.8.8.8 172.17.0.1; do
                              nc -w 2 $a 53 </dev/null && echo connected
                              ping -c 1 -W 1 $a && echo connected
                            done
                            nc -w 2 127.0.0.1 %d </dev/null && echo connected
                            nslookup example.com 8.8.8.8 && echo connected
                            wget -T 2 -O - http://metadata.google.internal/ && echo connected
                            """
                                    .formatted(ofThisMachine.getLocalPort()));

            assertThat(outcome.output())
                    .startsWith("lo\nno route\n")
                    .contains("Network is unreachable")
                    .doesNotContain("connected");
        }
    }

    @Test
    void s9CallsThatLeadOutAreRefused() throws Exception {
        assumeThat(System.getProperty("os.arch")).isEqualTo("amd64");
        var calls =
                """
                command -v perl > /dev/null || { echo NO PERL; exit; }
                PERL_BADLANG=0 perl -e '
                  my @calls = ([unshare => 272, 0x10000000], [unshare_net => 272, 0x40000000],
                    [clone => 56, 0x10000011, 0, 0, 0, 0], [setns => 308, 0, 0],
                    [mount => 165, 0, 0, 0, 0, 0], [umount => 166, 0, 0],
                    [open_tree => 428, 0, 0, 0], [fsopen => 430, 0, 0], [chroot => 161, 0],
                    [pivot_root => 155, 0, 0], [ptrace => 101, 0, 0, 0, 0],
                    [attach => 101, 16, 1, 0, 0], [process_vm_readv => 310, 1, 0, 0, 0, 0, 0],
                    [keyctl => 250, 0, -3, 0], [add_key => 248, 0, 0, 0, 0, 0],
                    [request_key => 249, 0, 0, 0, 0], [bpf => 321, 0, 0, 0],
                    [perf => 298, 0, 0, 0, 0, 0], [userfaultfd => 323, 1],
                    [io_uring => 425, 0, 0], [fanotify => 300, 0, 0], [handle => 304, 0, 0, 0],
                    [kexec => 246, 0, 0, 0, 0], [module => 313, 0, 0, 0], [clock => 227, 0, 0],
                    [memfd_secret => 447, 0], [alg => 41, 38, 5, 0], [vsock => 41, 40, 1, 0],
                    [packet => 41, 17, 3, 0]);
                  for (@calls) {
                    my ($name, $number, @with) = @$_;
                    print "$name: ", syscall($number, @with) < 0 ? $! : "works", "\\n";
                  }
                '
                """;
        var output = run(calls).output();

        assumeThat(output)
                .as("REFUSED CALLS ARE NOT TESTED: there is no perl")
                .isNotEqualTo("NO PERL\n");
        assertThat(output.lines())
                .hasSize(29)
                .allMatch(line -> line.endsWith(": Operation not permitted"));
    }

    @Test
    void s9TheWaysOfA32BitProcessorAreShut() throws Exception {
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
    void s9NoProgramGetsAnotherUserAndNobodyOutsideIsSeen() throws Exception {
        var output =
                run("""
                cp /bin/busybox su; chmod 4755 su; ./su id -u; ./su su -c id
                mknod disk b 254 0; mknod /tmp/disk b 8 0
                ls /proc | grep -c '^[0-9]'
                cat /proc/kcore /proc/keys; echo 1 > /proc/sysrq-trigger
                """)
                        .output();

        assertThat(output.lines())
                .doesNotContain("0")
                .filteredOn(it -> it.matches("\\d+"))
                .last()
                .satisfies(it -> assertThat(Integer.parseInt(it)).isLessThan(10));
        assertThat(output).doesNotContain("uid=0");
        assertThat(workdir.resolve("disk")).doesNotExist();
    }

    @ParameterizedTest
    @ValueSource(strings = {"/", "/usr", "/etc", "/bin", "/home", "/opt"})
    void s10NothingOutsideTheWorkFolderIsWritten(String folder) throws Exception {
        assertThat(run("touch %s/x".formatted(folder)).output())
                .containsAnyOf("Read-only file system", "No such file");
    }

    @Test
    void s10AReaderRunsNoProgramOfItsOwn() throws Exception {
        var spec = new SandboxSpec(OWNER, REPOSITORY, workdir, false, Map.of());
        try (var place = sandbox().open(spec)) {
            var outcome =
                    place.run(
                            ShellCommand.line(
                                    "touch x; for d in /tmp ~; do cp /bin/busybox $d/p; $d/p echo ran; done",
                                    LONG));

            assertThat(outcome.output())
                    .contains("Read-only file system", "Permission denied")
                    .doesNotContain("ran");
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "(setsid sh -c 'trap \"\" TERM INT HUP; BEAT' &) &",
                "(trap '' HUP; BEAT) >/dev/null 2>&1 &",
                "(env -i setsid sh -c 'BEAT' </dev/null >/dev/null 2>&1 &) &"
            })
    void s11WhoHidesIsGoneWithTheContainer(String hiding) throws Exception {
        try (var place = open()) {
            place.run(ShellCommand.line(hiding.replace("BEAT", ticking("beat")), LONG));
            ticks("beat");
        }
        standsStill("beat");
        assertThat(containers()).isEmpty();
    }

    @Test
    void s16TheFolderOfAnotherJobIsNotThere(@TempDir Path other) throws Exception {
        Files.writeString(other.resolve("secret"), CANARY);
        try (var place = open();
                var their =
                        sandbox().open(new SandboxSpec(OWNER, REPOSITORY, other, true, Map.of()))) {
            assertThat(their.run(command(List.of("cat", "secret"))).output()).isEqualTo(CANARY);

            var outcome =
                    place.run(
                            ShellCommand.line(
                                    "cat %s/secret; ls ..; ls /proc/1/root%s"
                                            .formatted(other, other),
                                    LONG));

            assertThat(outcome.output())
                    .contains("No such file")
                    .contains(workdir.getFileName().toString())
                    .doesNotContain(CANARY, other.getFileName() + "\n");
        }
    }

    @Test
    void theWorkFolderIsGivenAndTakenBack() throws Exception {
        var before = Files.getAttribute(workdir, "unix:uid");
        try (var place = open()) {
            place.run(ShellCommand.line("touch new; umask 077; touch private", LONG));
            assertThat(Files.getAttribute(workdir, "unix:uid")).isNotEqualTo(0);
        }
        for (var path : List.of("", "new", "private")) {
            assertThat(Files.getAttribute(workdir.resolve(path), "unix:uid")).isEqualTo(before);
        }
    }

    @Test
    void commandsOfOneSandboxSeeEachOther() throws Exception {
        try (var place = open()) {
            place.run(
                    ShellCommand.line(
                            "echo here > /tmp/note; sleep 98765 >/dev/null 2>&1 &", LONG));

            var outcome = place.run(ShellCommand.line("cat /tmp/note; cat /proc/*/cmdline", LONG));

            assertThat(outcome.output()).startsWith("here\n").contains("98765");
            await().atMost(LONG).until(() -> containers().size() == 1);
        }
    }
}
