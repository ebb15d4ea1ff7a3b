package dev.mosaic.stitcher.engine;

import dev.mosaic.stitcher.sandbox.SandboxHandle;
import dev.mosaic.stitcher.sandbox.SandboxSpec;
import dev.mosaic.stitcher.sandbox.SandboxSpec.Owner;
import dev.mosaic.stitcher.sandbox.SandboxSpec.Repository;
import dev.mosaic.stitcher.sandbox.process.ProcessSandboxes;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/** A sandbox for the runs of an engine, with nothing in its folder. */
public abstract class EngineScene {
    protected static final Duration LIMIT = Duration.ofSeconds(30);

    @TempDir protected Path folder;
    protected Path workdir;
    protected SandboxHandle sandbox;

    @BeforeEach
    void openSandbox() throws Exception {
        workdir = Files.createDirectory(folder.resolve("work"));
        sandbox =
                ProcessSandboxes.in(folder.resolve("sandboxes"))
                        .open(
                                new SandboxSpec(
                                        new Owner("engines", "1", "job", 1, "agent"),
                                        new Repository("local", 1, "team/app"),
                                        workdir,
                                        true,
                                        Map.of()));
    }

    @AfterEach
    void closeSandbox() {
        sandbox.close();
    }
}
