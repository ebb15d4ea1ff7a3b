package dev.mosaic.stitcher.sandbox.docker;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mosaic.stitcher.sandbox.SandboxContract;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.parallel.ResourceLock;

/** What every kind of sandbox keeps, kept by containers of a real engine. */
@ExtendWith(LocalEngine.class)
@ResourceLock(DockerScene.NODE_OF_TESTS)
class DockerSandboxTest extends SandboxContract {
    /** As a node has one. */
    private static @Nullable DockerSandbox sandbox;

    @Override
    protected DockerSandbox sandbox() {
        if (sandbox == null) {
            sandbox = DockerScene.sandbox(SampleSettings.here().with("limits.processes", 250));
        }
        return sandbox;
    }

    @AfterEach
    void noContainerStays() throws InterruptedException {
        sandbox().sweep(NODE, "now");
        assertThat(LocalEngine.containersOf(NODE)).isZero();
    }
}
