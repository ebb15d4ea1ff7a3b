package dev.mosaic.stitcher.sandbox.docker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.mosaic.stitcher.failure.Failure;
import dev.mosaic.stitcher.sandbox.Network;
import dev.mosaic.stitcher.sandbox.SandboxHandle;
import dev.mosaic.stitcher.sandbox.SandboxSpec;
import dev.mosaic.stitcher.sandbox.ShellCommand;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** An engine whose disk is full, at every time that matters. */
class DockerFullTest extends SidecarScene {
    @TempDir static Path folder;

    private static FullEngine engine;

    @BeforeAll
    static void begin() throws Exception {
        engine = FullEngine.start(folder);
    }

    @AfterAll
    static void end() throws Exception {
        if (engine != null) {
            engine.close();
        }
    }

    @AfterEach
    void makeRoom() {
        engine.makeRoom();
    }

    private static SampleSettings settings(String host) {
        var image = TestImage.small(engine.host());
        return new SampleSettings(Map.of())
                .with("host", host)
                .with("image", image)
                .with("forwarder", TestImage.forwarder(engine.host()))
                .with("services.box.image", image)
                .with("services.box.memory", "128MB")
                .with("services.box.room", "5MB");
    }

    private static DockerSandbox networked(SampleSettings settings) {
        return sandbox(settings, Map.of("allow", "mirror.example"));
    }

    private SandboxSpec reaching() {
        return new SandboxSpec(
                OWNER, REPOSITORY, workdir, true, Map.of(), new Network(null, null, blocked::add));
    }

    /** It tells what to do, may pass, and has left nothing. */
    private static void isRefused(ThrowingCallable opening) throws Exception {
        assertThatThrownBy(opening)
                .isInstanceOf(Failure.Later.class)
                .hasMessageContaining("no space left on device")
                .hasMessageContaining("docker system prune")
                .hasMessageContaining("data-root")
                .hasMessageContaining(engine.data().toString());
        assertThat(engine.holds()).isEmpty();
        if (Files.isDirectory(SOCKETS)) {
            assertThat(sockets()).isEmpty();
        }
    }

    private void opensAndRuns(DockerSandbox sandbox) throws Exception {
        try (SandboxHandle next = sandbox.open(reaching())) {
            assertThat(ran(next, "echo on")).isEqualTo("on");
        }
        assertThat(engine.holds()).isEmpty();
    }

    /** Forwarder, commands and service are made and started one after the other. */
    @ParameterizedTest
    @CsvSource({"create, 1", "start, 1", "create, 2", "start, 2", "create, 3", "start, 3"})
    void aDiskThatIsFullAtAnyStepOfOpeningIsSaidAndNothingIsLeft(String step, int number)
            throws Exception {
        var steps = new AtomicInteger();
        try (var before =
                new EngineProxy(
                        engine.host(),
                        line -> {
                            if (line.matches("POST /containers/(.*/)?%s[? ].*".formatted(step))
                                    && steps.incrementAndGet() == number) {
                                engine.fill();
                            }
                        })) {
            var sandbox = networked(settings(before.host()));
            try (var _ = sandbox.setUp(asked(OWNER, sidecar(OBEYS)))) {
                opensOrIsRefused(sandbox, step);

                engine.makeRoom();
                opensAndRuns(sandbox);
            }
        }
    }

    /** An engine may start something without another byte. */
    private void opensOrIsRefused(DockerSandbox sandbox, String step) throws Exception {
        try (var place = sandbox.open(reaching())) {
            assertThat(step).isEqualTo("start");
            assertThat(ran(place, "echo on")).isEqualTo("on");
        } catch (Failure.Later e) {
            isRefused(() -> {
                throw e;
            });
        }
        assertThat(engine.holds()).isEmpty();
    }

    @Test
    void whatRunsGoesOnAndIsRemovedWhileTheDiskIsFull() throws Exception {
        var sandbox = networked(settings(engine.host()));
        try (var _ = sandbox.setUp(asked(OWNER, sidecar(OBEYS)))) {
            try (var place = sandbox.open(reaching())) {
                var running =
                        inBackground(
                                place,
                                ShellCommand.line(
                                        "until [ -e full ]; do sleep 0.1; done; echo yes > written",
                                        LONG));
                engine.fill();
                Files.createFile(workdir.resolve("full"));

                assertThat(running.get(60, TimeUnit.SECONDS).exit()).isZero();
                assertThat(workdir.resolve("written")).hasContent("yes\n");
                assertThat(inService(place, "echo served")).isEqualTo("served");
                engine.fill();
            }
            assertThat(engine.holds()).isEmpty();
            assertThat(sockets()).isEmpty();

            engine.fill();
            isRefused(() -> sandbox.open(reaching()).close());
        }
    }

    @Test
    void aKillIsProvenWhileTheDiskIsFull() throws Exception {
        var sandbox = networked(settings(engine.host()));
        try (var place = sandbox.open(reaching())) {
            inBackground(place, ShellCommand.line(ticking("beat"), LONG));
            ticks("beat");
            engine.fill();

            assertThat(place.kill()).isEmpty();
            standsStill("beat");
        }
        assertThat(engine.holds()).isEmpty();
    }

    @Test
    void theNextStartOfTheNodeSweepsWhileTheDiskIsFull() throws Exception {
        var place = networked(settings(engine.host())).open(reaching());
        engine.fill();

        assertThat(networked(settings(engine.host())).sweep(NODE, "second")).isEqualTo(2);

        assertThat(engine.holds()).isEmpty();
        place.close();
    }

    @Test
    void anImageThatFindsNoRoomIsFetchedLaterAndNotSaidToBeMissing() throws Exception {
        try (var registry = new ImageServer(TestImage.smallLayer())) {
            var sandbox =
                    networked(
                            settings(engine.host())
                                    .with("image", registry.reference())
                                    .with("pull", "missing"));
            engine.fill();
            isRefused(() -> sandbox.open(reaching()).close());

            engine.makeRoom();
            opensAndRuns(sandbox);
        }
    }
}
