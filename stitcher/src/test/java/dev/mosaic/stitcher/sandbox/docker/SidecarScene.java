package dev.mosaic.stitcher.sandbox.docker;

import static org.assertj.core.api.Assertions.assertThat;

import com.github.dockerjava.api.command.InspectContainerResponse;
import dev.mosaic.stitcher.sandbox.Blocked;
import dev.mosaic.stitcher.sandbox.SandboxHandle;
import dev.mosaic.stitcher.sandbox.SandboxSpec.Owner;
import dev.mosaic.stitcher.sandbox.Setup;
import dev.mosaic.stitcher.sandbox.Setup.Recipe;
import dev.mosaic.stitcher.sandbox.ShellCommand;
import dev.mosaic.stitcher.sandbox.Sidecar;
import dev.mosaic.stitcher.sandbox.docker.daemon.Daemon;
import dev.mosaic.stitcher.sandbox.docker.daemon.OpenContainer;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;

/**
 * Services for tests. Most of them do whatever they are told, so that it can be asked what they
 * see.
 */
abstract class SidecarScene extends DockerScene {
    static final Owner OTHER = new Owner(NODE, "now", "other", 1, "agent");
    static final int PORT = 7777;
    static final List<String> OBEYS =
            List.of("nc", "-ll", "-p", Integer.toString(PORT), "-e", "sh");

    final List<String> told = new CopyOnWriteArrayList<>();
    final List<Blocked> blocked = new CopyOnWriteArrayList<>();

    @AfterEach
    void nothingStays() {
        var left = containers();
        left.forEach(id -> OpenContainer.remove(new Daemon(LocalEngine.host()), id));
        assertThat(left).isEmpty();
    }

    static SampleSettings allowing() {
        return SampleSettings.here()
                .with("services.box.image", TestImage.id())
                .with("services.box.memory", "128MB")
                .with("services.box.room", "5MB");
    }

    static Sidecar sidecar(String name, int port, List<String> command) {
        return new Sidecar(name, "box", Map.of(), command, port, Duration.ofSeconds(40));
    }

    static Sidecar sidecar(List<String> command) {
        return sidecar("db", PORT, command);
    }

    static Sidecar sh(Duration within, String line) {
        return new Sidecar("db", "box", Map.of(), List.of("sh", "-c", line), PORT, within);
    }

    Setup asked(Owner owner, Sidecar... sidecars) {
        return new Setup(
                owner,
                REPOSITORY,
                new Recipe("", List.of(), "", List.of(sidecars)),
                work -> work.in(workdir),
                told::add);
    }

    static String ran(SandboxHandle place, String line) throws InterruptedException {
        return place.run(ShellCommand.line(line, LONG)).output().strip();
    }

    /** What a service answers that is told to run a line. */
    static String inService(SandboxHandle place, String line) throws InterruptedException {
        return place.run(
                        new ShellCommand(
                                List.of("nc", "-w", "20", "127.0.0.1", Integer.toString(PORT)),
                                line + "\n",
                                LONG,
                                1 << 20,
                                _ -> {}))
                .output()
                .strip();
    }

    static InspectContainerResponse inspected(boolean service) {
        return containers().stream()
                .map(id -> LocalEngine.ask(client -> client.inspectContainerCmd(id).exec()))
                .filter(it -> it.getName().endsWith("-with-db") == service)
                .findFirst()
                .orElseThrow();
    }
}
