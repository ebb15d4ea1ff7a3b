package dev.mosaic.stitcher.sandbox.docker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;

import dev.mosaic.stitcher.failure.Failure;
import dev.mosaic.stitcher.sandbox.SandboxSettings;
import dev.mosaic.stitcher.sandbox.ShellCommand;
import dev.mosaic.stitcher.sandbox.docker.daemon.Daemon;
import dev.mosaic.stitcher.sandbox.docker.daemon.HostProcess;
import dev.mosaic.stitcher.sandbox.docker.daemon.OpenContainer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** How containers and their commands end, wanted or not. */
class DockerEndsTest extends DockerScene {
    @AfterEach
    void noContainerStays() {
        containers().forEach(id -> OpenContainer.remove(new Daemon(LocalEngine.host()), id));
    }

    @Test
    void s13AContainerThatIsKilledBehindOurBackEndsItsCommandAndSaysSo() throws Exception {
        try (var place = open()) {
            var running = inBackground(place, ShellCommand.line(ticking("beat"), LONG));
            ticks("beat");

            behindOurBack("kill");

            var outcome = running.get(60, TimeUnit.SECONDS);
            assertThat(outcome.exit()).isEqualTo(137);
            assertThat(outcome.output()).contains("ended from outside");
            assertThat(outcome.exceeded()).isNull();
            assertThatThrownBy(() -> place.run(command(List.of("true"))))
                    .isInstanceOf(Failure.Later.class)
                    .hasMessageContaining("ended from outside");
            assertThat(place.kill()).isEmpty();
        }
    }

    @Test
    void s13AContainerThatIsRemovedBehindOurBackEndsItsCommandAndSaysSo() throws Exception {
        try (var place = open()) {
            var running = inBackground(place, ShellCommand.line(ticking("beat"), LONG));
            ticks("beat");

            behindOurBack("remove");

            var outcome = running.get(60, TimeUnit.SECONDS);
            assertThat(outcome.exit()).isEqualTo(137);
            assertThat(outcome.output()).contains("ended from outside");
            assertThat(place.kill()).isEmpty();
        }
    }

    private static void behindOurBack(String what) {
        var id = containers().getFirst();
        LocalEngine.ask(client -> {
            if (what.equals("kill")) {
                client.killContainerCmd(id).exec();
            } else {
                client.removeContainerCmd(id).withForce(true).exec();
            }
            return true;
        });
    }

    @Test
    void k1AnEngineThatHangsDoesNotKeepAContainerAlive() throws Exception {
        try (var engine = new EngineProxy(UnaryOperator.identity());
                var place = open(SampleSettings.here().with("host", engine.host()))) {
            place.run(ShellCommand.line(ticking("beat") + " >/dev/null 2>&1 &", LONG));
            ticks("beat");
            var pid =
                    LocalEngine.ask(client ->
                            client.inspectContainerCmd(containers().getFirst())
                                    .exec()
                                    .getState()
                                    .getPidLong());
            assumeThat(Files.isWritable(Path.of("/proc", pid.toString(), "oom_score_adj")))
                    .as("A HANGING ENGINE IS NOT TESTED: containers are not seen from here")
                    .isTrue();

            engine.hang();
            // five seconds are promised; the rest is for a machine that has much to do, and waiting
            // for the engine takes longer
            var survivors = CompletableFuture.supplyAsync(place::kill).get(15, TimeUnit.SECONDS);

            assertThat(survivors).isEmpty();
            standsStill("beat");
            engine.close();
        }
    }

    @Test
    void k1WhoCannotBeProvenGoneIsNamedInTime() throws Exception {
        try (var engine = new EngineProxy(UnaryOperator.identity())) {
            engine.hang();
            var unseen =
                    new OpenContainer(
                            new Daemon(engine.host()),
                            "abc",
                            "mosaic-e7-a",
                            HostProcess.of(0, "abc"));

            assertThat(CompletableFuture.supplyAsync(unseen::kill).get(15, TimeUnit.SECONDS))
                    .singleElement()
                    .asString()
                    .contains("mosaic-e7-a", "did not answer");
        }
    }

    @Test
    void anEngineThatIsNotThereIsForLaterAndNamesTheSetting() {
        var nowhere = SampleSettings.here().with("host", "unix:///nowhere/docker.sock");

        assertThatThrownBy(() -> open(nowhere))
                .isInstanceOf(Failure.Later.class)
                .hasMessageContaining("mosaic.sandbox.docker.host");
    }

    @Test
    void anEngineThatIsNotInUseIsNotAsked() throws Exception {
        var kind = new SandboxSettings("process", Path.of("unused"), "/bin");
        var settings = new SampleSettings(Map.of()).with("host", "unix:///nowhere/docker.sock");

        assertThat(settings.sandbox(kind, Map.of()).sweep(NODE, "second")).isZero();
    }

    @Test
    void theNameTellsTheEpochAndTheLabelsWhoseItIs() throws Exception {
        try (var place = open()) {
            assertThat(place.workdir()).isEqualTo(workdir);
            var seen =
                    LocalEngine.ask(
                            client -> client.inspectContainerCmd(containers().getFirst()).exec());

            assertThat(seen.getName()).startsWith("/mosaic-e1-agent-");
            assertThat(seen.getConfig().getLabels())
                    .containsEntry("mosaic.job", "job")
                    .containsEntry("mosaic.agent", "agent")
                    .containsEntry("mosaic.epoch", "1")
                    .containsEntry("mosaic.node", NODE)
                    .containsEntry("mosaic.incarnation", "now");
        }
        assertThat(containers()).isEmpty();
    }

    @Test
    void whoIsInterruptedWhileOpeningLeavesNothing() throws Exception {
        var before = Files.getAttribute(workdir, "unix:uid");
        Thread.currentThread().interrupt();

        assertThatThrownBy(this::open).isInstanceOf(InterruptedException.class);

        assertThat(Thread.interrupted()).isFalse();
        assertThat(containers()).isEmpty();
        assertThat(Files.getAttribute(workdir, "unix:uid")).isEqualTo(before);
    }

    @Test
    void aCommandThatClosesItsOutputIsWaitedFor() throws Exception {
        var outcome = run("echo begun; exec >/dev/null 2>&1; sleep 1; touch done; exit 4");

        assertThat(outcome.exit()).isEqualTo(4);
        assertThat(outcome.output()).isEqualTo("begun\n");
        assertThat(workdir.resolve("done")).exists();
    }

    @Test
    void aListenerThatTakesItsTimeHoldsTheCommandUp() throws Exception {
        var go = new CountDownLatch(1);
        var command =
                new ShellCommand(
                        List.of(
                                "sh",
                                "-c",
                                "l=$(head -c 4000 /dev/zero | tr '\\0' x); i=0; while [ $i -lt 3000 ]; do echo $l; echo x >> beat; i=$((i+1)); done"),
                        "",
                        Duration.ofMinutes(2),
                        1000,
                        _ -> {
                            try {
                                go.await();
                            } catch (InterruptedException e) {
                                Thread.currentThread().interrupt();
                            }
                        });
        try (var place = open()) {
            var running = inBackground(place, command);
            ticks("beat");
            comesToRest("beat");
            assertThat(running).isNotDone();

            go.countDown();

            assertThat(running.get(60, TimeUnit.SECONDS).exit()).isZero();
            assertThat(Files.size(workdir.resolve("beat"))).isEqualTo(6000);
        }
    }

    @Test
    void manyCommandsRunAtTheSameTimeAndKeepTheirOutputApart() throws Exception {
        try (var place = open()) {
            var running =
                    IntStream.range(0, 8)
                            .mapToObj(n ->
                                    inBackground(
                                            place,
                                            new ShellCommand(
                                                    List.of("sh", "-c", "cat; echo " + n),
                                                    "input " + n + " ",
                                                    LONG,
                                                    1000,
                                                    _ -> {})))
                            .toList();
            for (var n = 0; n < 8; n++) {
                assertThat(running.get(n).get(40, TimeUnit.SECONDS).output())
                        .isEqualTo("input %d %d\n".formatted(n, n));
            }
        }
    }

    @Test
    void timeEndsWhoLeftTheSessionToo() throws Exception {
        try (var place = open()) {
            var outcome =
                    place.run(
                            ShellCommand.line(
                                    "(setsid sh -c '%s' &); sleep 100".formatted(ticking("beat")),
                                    Duration.ofSeconds(2)));

            assertThat(outcome.timedOut()).isTrue();
            standsStill("beat");
            assertThat(place.run(command(List.of("echo", "on"))).output()).isEqualTo("on\n");
        }
    }

    @Test
    void whereACommandCannotBeEndedAloneItsContainerEnds() throws Exception {
        try (var place = open(SampleSettings.here().with("limits.processes", 30))) {
            // no process is left that could look for the others
            var outcome =
                    place.run(
                            ShellCommand.line(
                                    "trap '' TERM; b() { b & while :; do sleep 1; done; }; b",
                                    Duration.ofSeconds(3)));

            assertThat(outcome.exit()).isEqualTo(137);
            assertThat(place.kill()).isEmpty();
        }
    }

    @Test
    void aWorkFolderThatIsGoneIsSaid() throws Exception {
        try (var place = open()) {
            Files.delete(workdir);
            assertThatThrownBy(() -> place.run(command(List.of("true"))))
                    .isInstanceOf(Failure.Never.class)
                    .hasMessageContaining("work folder");
        }
        assertThatThrownBy(this::open)
                .isInstanceOf(Failure.Never.class)
                .hasMessageContaining("work folder");
        Files.createDirectory(workdir);
    }
}
