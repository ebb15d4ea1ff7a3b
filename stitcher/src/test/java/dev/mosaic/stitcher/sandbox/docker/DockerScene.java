package dev.mosaic.stitcher.sandbox.docker;

import dev.mosaic.stitcher.sandbox.SandboxHandle;
import dev.mosaic.stitcher.sandbox.SandboxScene;
import dev.mosaic.stitcher.sandbox.SandboxSettings;
import dev.mosaic.stitcher.sandbox.SandboxSpec.Owner;
import dev.mosaic.stitcher.sandbox.docker.profile.Profile;
import dev.mosaic.stitcher.sandbox.usage.Removal;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.parallel.ResourceLock;

/** What tests of containers share. */
@ExtendWith(LocalEngine.class)
@Timeout(300)
@ResourceLock(DockerScene.NODE_OF_TESTS)
abstract class DockerScene extends SandboxScene {
    /**
     * A lock: whoever sweeps or counts the containers of this node is not alone with it otherwise.
     */
    static final String NODE_OF_TESTS = "containers of the node of these tests";

    static final Path SOCKETS = Path.of(System.getProperty("java.io.tmpdir"), "sockets-" + NODE);
    static final Owner OWNER = new Owner(NODE, "now", "job", 7, "agent");

    @Override
    protected DockerSandbox sandbox() {
        return sandbox(SampleSettings.here());
    }

    static DockerSandbox sandbox(SampleSettings settings) {
        return sandbox(settings, Map.of());
    }

    /**
     * @param egress settings below {@code mosaic.egress} by their names
     */
    static DockerSandbox sandbox(SampleSettings settings, Map<String, String> egress) {
        var kind = new SandboxSettings("docker", SOCKETS, "/bin");
        return settings.sandbox(kind, egress);
    }

    /** The folders of sockets that are there. */
    static List<Path> sockets() throws IOException {
        try (var found = Files.list(SOCKETS)) {
            return found.filter(it -> it.getFileName().toString().startsWith("out-")).toList();
        }
    }

    @AfterAll
    static void removeTheFolder() throws IOException {
        Trace.of(NODE, SOCKETS).wipe();
        Files.deleteIfExists(SOCKETS.resolve("layers"));
        Removal.of(SOCKETS.resolve("setups"));
        Files.deleteIfExists(SOCKETS);
    }

    SandboxHandle open(SampleSettings settings) throws InterruptedException {
        return sandbox(settings).open(spec(OWNER, Map.of()));
    }

    /** The ids of the containers of these tests. */
    static List<String> containers() {
        return LocalEngine.ask(client ->
                client
                        .listContainersCmd()
                        .withShowAll(true)
                        .withLabelFilter(Map.of(Profile.NODE, NODE))
                        .exec()
                        .stream()
                        .map(com.github.dockerjava.api.model.Container::getId)
                        .toList());
    }
}
