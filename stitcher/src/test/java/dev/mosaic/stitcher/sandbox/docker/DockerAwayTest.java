package dev.mosaic.stitcher.sandbox.docker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;

import dev.mosaic.stitcher.failure.Failure;
import dev.mosaic.stitcher.sandbox.SandboxHandle;
import dev.mosaic.stitcher.sandbox.SandboxSettings;
import dev.mosaic.stitcher.sandbox.SandboxSpec.Owner;
import dev.mosaic.stitcher.sandbox.ShellCommand;
import dev.mosaic.stitcher.sandbox.docker.daemon.Daemon;
import dev.mosaic.stitcher.sandbox.docker.daemon.OpenContainer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** An engine that is away, hangs, or was killed and started again, at every time that matters. */
class DockerAwayTest extends DockerScene {
    private static final Owner LATER = new Owner(NODE, "second", "job", 8, "agent");

    private final EngineProxy engine = EngineProxy.open();
    private final DockerSandbox sandbox =
            sandbox(SampleSettings.here().with("host", engine.host()));

    @AfterEach
    void noContainerStays() throws Exception {
        engine.close();
        containers().forEach(id -> OpenContainer.remove(new Daemon(LocalEngine.host()), id));
    }

    @Test
    void aSweepProvesNothingWhileTheEngineIsAwayOrHangs() throws Exception {
        var earlier = open();
        earlier.run(ShellCommand.line(ticking("beat") + " >/dev/null 2>&1 &", LONG));

        engine.cut();
        assertThatThrownBy(() -> sandbox.sweep(NODE, "second"))
                .isInstanceOf(Failure.Later.class)
                .hasMessageContaining("mosaic.sandbox.docker.host");
        engine.back();
        engine.hang();
        assertThatThrownBy(() -> sandbox.sweep(NODE, "second"))
                .isInstanceOf(Failure.Later.class)
                .hasMessageContaining("did not answer");
        ticks("beat");

        engine.back();
        assertThat(sandbox.sweep(NODE, "second")).isEqualTo(1);
        standsStill("beat");
        assertThat(containers()).isEmpty();
        assertThat(sandbox.sweep(NODE, "second")).isZero();
        earlier.close();
    }

    @Test
    void aSweepThatFailedIsDoneBeforeTheNextOneOpens() throws Exception {
        var earlier = open();
        engine.cut();
        assertThatThrownBy(() -> sandbox.sweep(NODE, "second")).isInstanceOf(Failure.Later.class);
        assertThatThrownBy(() -> sandbox.open(spec(LATER, Map.of())))
                .isInstanceOf(Failure.Later.class);
        assertThat(containers()).hasSize(1);

        engine.back();
        try (var place = sandbox.open(spec(LATER, Map.of()))) {
            assertThat(containers()).hasSize(1);
            assertThat(place.run(command(List.of("echo", "on"))).output()).isEqualTo("on\n");
        }
        assertThatThrownBy(() -> earlier.run(command(List.of("true"))))
                .isInstanceOf(Failure.Later.class);
        earlier.close();
    }

    @Test
    void anEngineThatIsNotInUseAnyMoreIsSweptOnceAndProvesNothingBefore() throws Exception {
        var earlier = open();
        var kind = new SandboxSettings("process", SOCKETS, "/bin");
        var settings = SampleSettings.here().with("host", engine.host());
        var unused = settings.sandbox(kind, Map.of());

        engine.cut();
        assertThatThrownBy(() -> unused.sweep(NODE, "second")).isInstanceOf(Failure.Later.class);
        engine.back();
        assertThat(unused.sweep(NODE, "second")).isEqualTo(1);
        assertThat(containers()).isEmpty();

        engine.cut();
        assertThat(unused.sweep(NODE, "third")).isZero();
        earlier.close();
    }

    @Test
    void anEngineThatIsKilledInMidCommandFailsItAndNothingOfItRunsOn() throws Exception {
        try (var place = sandbox.open(spec(OWNER, Map.of()))) {
            var running = inBackground(place, ShellCommand.line(ticking("beat"), LONG));
            ticks("beat");
            assumeThatTheKernelIsWitness();

            engine.cut();

            assertThatThrownBy(() -> running.get(60, TimeUnit.SECONDS))
                    .isInstanceOf(ExecutionException.class)
                    .hasCauseInstanceOf(Failure.Later.class)
                    .hasMessageContaining("mosaic.sandbox.docker.host");
            assertThat(place.kill()).isEmpty();
            standsStill("beat");
        }
        assertThat(containers()).as("what could not be removed").hasSize(1);

        engine.back();
        opensAndRuns();
        assertThat(containers()).isEmpty();
    }

    @Test
    void whatAnEngineEndedThatWasStartedAgainIsSaidAndTheNextOneOpens() throws Exception {
        try (var place = sandbox.open(spec(OWNER, Map.of()))) {
            assertThat(place.run(command(List.of("true"))).exit()).isZero();

            engine.cut();
            var id = containers().getFirst();
            LocalEngine.ask(client -> client.killContainerCmd(id).exec());
            engine.back();

            assertThatThrownBy(() -> place.run(command(List.of("true"))))
                    .isInstanceOf(Failure.Later.class)
                    .hasMessageContaining("ended from outside");
            assertThat(place.kill()).isEmpty();
        }
        opensAndRuns();
        assertThat(containers()).isEmpty();
    }

    @Test
    void anEngineThatHangsDoesNotGiveACommandMoreTime() throws Exception {
        try (var place = sandbox.open(spec(OWNER, Map.of()))) {
            var running =
                    inBackground(place, ShellCommand.line(ticking("beat"), Duration.ofSeconds(5)));
            ticks("beat");
            assumeThatTheKernelIsWitness();

            engine.hang();

            assertThat(running.get(60, TimeUnit.SECONDS).timedOut()).isTrue();
            standsStill("beat");
            engine.back();
        }
        assertThat(containers()).isEmpty();
    }

    private void opensAndRuns() throws Exception {
        try (SandboxHandle next = sandbox.open(spec(LATER, Map.of()))) {
            assertThat(containers()).hasSize(1);
            assertThat(next.run(command(List.of("echo", "on"))).output()).isEqualTo("on\n");
        }
    }

    /** Without the engine only the kernel can end a container, and say that it ended. */
    private static void assumeThatTheKernelIsWitness() {
        var pid =
                LocalEngine.ask(client ->
                        client.inspectContainerCmd(containers().getFirst())
                                .exec()
                                .getState()
                                .getPidLong());
        assumeThat(Files.isWritable(Path.of("/proc", pid.toString(), "oom_score_adj")))
                .as("AN ENGINE THAT IS AWAY IS NOT TESTED: containers are not seen from here")
                .isTrue();
    }
}
