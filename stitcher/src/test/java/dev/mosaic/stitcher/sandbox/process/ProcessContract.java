package dev.mosaic.stitcher.sandbox.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.mosaic.stitcher.failure.Failure;
import dev.mosaic.stitcher.sandbox.SandboxContract;
import dev.mosaic.stitcher.sandbox.SandboxHandle;
import dev.mosaic.stitcher.sandbox.SandboxSpec;
import dev.mosaic.stitcher.sandbox.SandboxSpec.Owner;
import dev.mosaic.stitcher.sandbox.SandboxSpec.Repository;
import dev.mosaic.stitcher.sandbox.ShellCommand;
import dev.mosaic.stitcher.sandbox.process.hunt.LinuxProcesses;
import dev.mosaic.stitcher.sandbox.process.hunt.Mark;
import dev.mosaic.stitcher.sandbox.process.hunt.Processes;
import dev.mosaic.stitcher.sandbox.process.launch.PrivateFolder;
import dev.mosaic.stitcher.sandbox.process.launch.SampleSettings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIf;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.ResourceLock;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import sun.misc.Signal;
import sun.misc.SignalHandler;

/** What processes of this machine keep, however they are kept apart. */
@ResourceLock("processes of the node of these tests")
abstract class ProcessContract extends SandboxContract {

    /** Of all tests of a class, as a node has one: every test leaves it empty. */
    @TempDir static Path folder;

    /** So is this: what works on this machine is tried once. */
    private static @Nullable ProcessSandbox sandbox;

    /** As the kind under test needs them. */
    abstract SampleSettings settings();

    @BeforeAll
    static void anotherKind() {
        sandbox = null;
    }

    /** Where another account must be able to pass. */
    @BeforeEach
    void openTheWay() throws IOException {
        for (var path : List.of(folder, workdir)) {
            Files.setPosixFilePermissions(path, PosixFilePermissions.fromString("rwx--x--x"));
        }
    }

    @Override
    protected ProcessSandbox sandbox() {
        if (sandbox == null) {
            sandbox = sandbox(folder, settings());
        }
        return sandbox;
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                // a double fork in a session of its own
                "(setsid sh -c 'trap \"\" TERM INT HUP; while :; do sleep 0.1; done' &) &",
                "nohup sh -c 'while :; do sleep 0.1; done' >/dev/null 2>&1 &",
                // neither environment nor session nor parent nor pipe is left to know it by
                "(env -i setsid sh -c 'while :; do sleep 0.1; done' </dev/null >/dev/null 2>&1 &) &",
                // a chain in which everybody forks and ends
                "hop() { (sleep 0.01; hop) & }; hop"
            })
    @EnabledIf("onLinux")
    void nothingThatHidesOutlivesTheSandbox(String hiding) throws Exception {
        try (var place = open()) {
            place.run(ShellCommand.line(hiding, LONG));
            await().atMost(LONG).until(() -> !ofThisFolder().isEmpty());

            assertThat(place.kill()).isEmpty();

            assertThat(ofThisFolder()).isEmpty();
        }
    }

    @Test
    @EnabledIf("onLinux")
    void sweepFindsWhatWipedItsEnvironment() throws Exception {
        var earlier = sandbox().open(spec(new Owner(NODE, "first", "j", 1, "a"), Map.of()));
        earlier.run(
                ShellCommand.line(
                        "(env -i setsid sh -c 'while :; do sleep 0.1; done' </dev/null >/dev/null 2>&1 &)",
                        LONG));
        assertThat(ofThisFolder()).isNotEmpty();

        assertThat(sandbox().sweep(NODE, "second")).isPositive();

        assertThat(ofThisFolder()).isEmpty();
        assertThat(folder).isEmptyDirectory();
    }

    @Test
    void nothingOfOurEnvironmentGetsIn() throws Exception {
        try (var place = open(Map.of("ADDED", "yes"))) {
            var environment = place.run(command(List.of("env"))).output().lines().toList();

            assertThat(environment)
                    .allMatch(line ->
                            line.matches(
                                    "(PATH|HOME|TMPDIR|LANG|USER|ADDED|PWD|SHLVL|_|OLDPWD"
                                            + "|MOSAIC_(NODE|INCARNATION|JOB|EPOCH|AGENT|SANDBOX|COMMAND))=.*"));
            assertThat(environment)
                    .contains("ADDED=yes", "MOSAIC_NODE=" + NODE, "MOSAIC_INCARNATION=now")
                    .contains("MOSAIC_JOB=job", "MOSAIC_EPOCH=1", "MOSAIC_AGENT=agent");
        }
    }

    @Test
    void marksCannotBeSetByTheSpecification() throws Exception {
        try (var place = open(Map.of("MOSAIC_NODE", "somebody else"))) {
            assertThat(place.run(command(List.of("env"))).output()).contains("MOSAIC_NODE=" + NODE);
        }
    }

    @Test
    void theRunningJdkComesFirst() throws Exception {
        assertThat(run("command -v javac").output().strip())
                .isEqualTo(Path.of(System.getProperty("java.home"), "bin", "javac").toString());
    }

    @Test
    void homeAndTmpArePrivateAndGoWithTheSandbox() throws Exception {
        try (var place = open()) {
            var paths =
                    place.run(ShellCommand.line("echo $HOME; echo $TMPDIR", LONG)).output().lines();

            assertThat(paths.map(Path::of))
                    .hasSize(2)
                    .allSatisfy(path -> {
                        assertThat(path).startsWith(folder).isEmptyDirectory();
                        assertThat(Files.getPosixFilePermissions(path))
                                .isEqualTo(PosixFilePermissions.fromString("rwx------"));
                    });
            place.run(
                    ShellCommand.line(
                            "mkdir -p $HOME/a/b; touch $HOME/a/b/c; chmod 000 $HOME/a/b $HOME/a",
                            LONG));
            place.run(ShellCommand.line("ln -s \"$PWD\" $HOME/link; touch kept", LONG));
        }
        assertThat(folder).isEmptyDirectory();
        assertThat(workdir.resolve("kept")).exists();
    }

    @Test
    void programsAreFoundByPathInTheWorkFolder() throws Exception {
        var script = workdir.resolve("gate.sh");
        Files.writeString(script, "#!/bin/sh\necho from the folder\n");
        Files.setPosixFilePermissions(script, PosixFilePermissions.fromString("rwx------"));
        try (var place = open()) {
            assertThat(place.run(command(List.of("./gate.sh"))).output())
                    .isEqualTo("from the folder\n");
            assertThatThrownBy(() -> place.run(command(List.of("./missing.sh"))))
                    .isInstanceOf(Failure.Never.class)
                    .hasMessageContaining("./missing.sh");
        }
    }

    @Test
    void workFolderThatIsGoneIsSaid() throws Exception {
        try (var place = open()) {
            Files.delete(workdir);
            assertThatThrownBy(() -> place.run(command(List.of("true"))))
                    .isInstanceOf(Failure.Never.class)
                    .hasMessageContaining("work folder");
            Files.createDirectory(workdir);
        }
    }

    @Test
    void folderThatCannotBeMadeIsSaidWithTheSetting() throws Exception {
        var file = Files.createFile(workdir.resolve("file"));
        var sandbox = sandbox(file.resolve("x"), settings());

        assertThatThrownBy(() -> sandbox.open(spec(new Owner("n", "i", "j", 1, "a"), Map.of())))
                .isInstanceOf(Failure.Never.class)
                .hasMessageContaining("mosaic.sandbox.folder");
        Files.delete(file);
    }

    @Test
    void outputBeyondTheLimitOfAllEndsTheSandboxAndNamesTheSetting() throws Exception {
        var small = sandbox(folder, settings().with("limits.output", "1MB"));
        try (var place = small.open(spec(new Owner(NODE, "now", "j", 1, "a"), Map.of()))) {
            var outcome = place.run(ShellCommand.line("trap '' TERM; yes", LONG));

            assertThat(outcome.exit()).isEqualTo(137);
            assertThat(outcome.timedOut()).isFalse();
            assertThat(outcome.exceeded()).contains("mosaic.sandbox.process.limits.output");
            var next = place.run(command(List.of("echo", "on")));
            assertThat(next.exceeded()).isEqualTo(outcome.exceeded());
            assertThat(next.output()).isEmpty();
            await().atMost(LONG).until(() -> ofThisFolder().isEmpty());
        }
    }

    @Test
    void aFolderThatGrowsOverTheLimitEndsTheSandbox() throws Exception {
        var small = sandbox(folder, settings().with("limits.disk", "5MB"));
        try (var place = small.open(spec(new Owner(NODE, "now", "j", 1, "a"), Map.of()))) {
            var outcome =
                    place.run(
                            ShellCommand.line(
                                    "i=0; while [ $i -lt 2000 ]; do head -c 100000 /dev/zero > $HOME/f$i; i=$((i+1)); sleep 0.01; done",
                                    LONG));

            assertThat(outcome.exceeded()).contains("mosaic.sandbox.process.limits.disk");
            assertThat(outcome.exit()).isEqualTo(137);
        }
    }

    @Test
    void tooManyFilesEndTheSandboxAlsoInTheBackground() throws Exception {
        var small = sandbox(folder, settings().with("limits.files", 500));
        try (var place = small.open(spec(new Owner(NODE, "now", "j", 1, "a"), Map.of()))) {
            place.run(
                    ShellCommand.line(
                            "(i=0; while [ $i -lt 5000 ]; do : > f$i; i=$((i+1)); sleep 0.002; done) >/dev/null 2>&1 &",
                            LONG));

            await().atMost(LONG)
                    .until(() ->
                            String.valueOf(place.run(command(List.of("true"))).exceeded())
                                    .contains("mosaic.sandbox.process.limits.files"));
        }
    }

    @Test
    @EnabledIf("onLinux")
    void childrenThatTogetherHoldTooMuchMemoryAreEndedWithTheSandbox() throws Exception {
        try (var place = withMemory("100MB")) {
            var outcome = place.run(ShellCommand.line(holding(4) + "; sleep 100", LONG));

            assertThat(outcome.exceeded())
                    .contains("used more than 100 MB of memory")
                    .contains("raise mosaic.sandbox.process.memory");
            assertThat(outcome.exit()).isEqualTo(137);
            assertThat(outcome.timedOut()).isFalse();
            await().atMost(LONG).until(() -> ofThisFolder().isEmpty());
        }
    }

    @Test
    @EnabledIf("onLinux")
    void memoryBelowTheLimitIsNobodysConcern() throws Exception {
        try (var place = withMemory("100MB")) {
            var outcome = place.run(ShellCommand.line(holding(1) + "; sleep 0.8", LONG));

            assertThat(outcome.exceeded()).isNull();
            assertThat(outcome.exit()).isZero();
        }
    }

    private SandboxHandle withMemory(String limit) throws InterruptedException {
        var small = sandbox(folder, settings().with("memory", limit));
        return small.open(spec(new Owner(NODE, "now", "j", 1, "a"), Map.of()));
    }

    /** Children that hold 40 MB each: a line has no end, and its reader waits for it. */
    private static String holding(int children) {
        return "i=0; while [ $i -lt %d ]; do i=$((i+1)); (head -c 40000000 /dev/zero; sleep 100) | tail >/dev/null & done"
                .formatted(children);
    }

    @Test
    @EnabledIf("onLinux")
    void oneFileCannotGrowOverItsLimitNorPretendTo() throws Exception {
        var small = sandbox(folder, settings().with("limits.file-size", "1MB"));
        try (var place = small.open(spec(new Owner(NODE, "now", "j", 1, "a"), Map.of()))) {
            place.run(
                    ShellCommand.line(
                            "head -c 3000000 /dev/zero > real; truncate -s 100G hole; ulimit -c",
                            LONG));

            assertThat(Files.size(workdir.resolve("real"))).isEqualTo(1L << 20);
            assertThat(Files.size(workdir.resolve("hole"))).isZero();
        }
    }

    @Test
    @EnabledIf("onLinux")
    void theKernelHoldsTheOtherLimits() throws Exception {
        var small =
                sandbox(folder, settings().with("limits.open-files", 100).with("limits.cpu", "9s"));
        try (var place = small.open(spec(new Owner(NODE, "now", "j", 1, "a"), Map.of()))) {
            assertThat(
                            place.run(
                                            ShellCommand.line(
                                                    "ulimit -n; ulimit -Hn; ulimit -c; ulimit -t",
                                                    LONG))
                                    .output())
                    .isEqualTo("100\n100\n0\n9\n");
        }
    }

    @Test
    void foldersDeeperThanAPathGoWithTheSandbox() throws Exception {
        run(
                "cd $HOME; d=$(printf '%0200d' 0); i=0; while [ $i -lt 60 ]; do mkdir $d; cd -P $d; i=$((i+1)); done");

        assertThat(folder).isEmptyDirectory();
    }

    @Test
    void repositoriesOfARealForgeMustBeNamed() throws Exception {
        var theirs = new Repository("gitea", 7, "team/app");
        var spec =
                new SandboxSpec(
                        new Owner(NODE, "now", "j", 1, "a"), theirs, workdir, true, Map.of());

        assertThatThrownBy(() -> sandbox().open(spec))
                .isInstanceOf(Failure.Never.class)
                .hasMessageContaining("gitea:team/app")
                .hasMessageContaining("mosaic.sandbox.process.repositories");
        assertThat(folder).isEmptyDirectory();
        for (var name : List.of("gitea:7", "gitea:team/app")) {
            var named = sandbox(folder, settings().with("repositories", name));
            try (var place = named.open(spec)) {
                assertThat(place.run(command(List.of("true"))).exit()).isZero();
            }
        }
    }

    /** As it is for whoever is started by {@code nohup mosaic serve &} in a script. */
    @Test
    void aMosaicThatIgnoresInterruptsStartsCommandsThatDoNot() throws Exception {
        var interrupt = new Signal("INT");
        var before = Signal.handle(interrupt, SignalHandler.SIG_IGN);
        try (var place = open()) {
            var outcome =
                    place.run(
                            ShellCommand.line(
                                    "grep SigIgn /proc/self/status", Duration.ofMinutes(1)));

            var ignored = Long.parseLong(outcome.output().replaceAll("\\s|SigIgn:", ""), 16);
            assertThat(ignored & 1L << interrupt.getNumber() - 1).isZero();
        } finally {
            Signal.handle(interrupt, before);
        }
    }

    @Test
    void sweepWithoutAnythingLeftDoesNothing() throws Exception {
        assertThat(sandbox().sweep(NODE, "any")).isZero();
    }

    /** Processes that carry the mark of a sandbox below this test's folder in any way. */
    List<Long> ofThisFolder() throws IOException {
        var numbers =
                PrivateFolder.leftovers(folder, NODE, "").stream()
                        .map(PrivateFolder::markNumber)
                        .toList();
        var processes = new LinuxProcesses();
        return processes.running().stream()
                .map(Processes.Seen::pid)
                .filter(pid -> {
                    var traits = processes.traits(pid);
                    return numbers.stream()
                            .anyMatch(n ->
                                    Mark.isOn(traits.lockLimit(), n)
                                            || Long.toHexString(n)
                                                    .equals(
                                                            traits.environment()
                                                                    .get(Mark.SANDBOX)));
                })
                .toList();
    }

    static ProcessSandbox sandbox(Path folder, SampleSettings settings) {
        return ProcessSandboxes.in(folder, settings, Processes.ofThisMachine());
    }

    static boolean onLinux() {
        return LinuxProcesses.available();
    }
}
