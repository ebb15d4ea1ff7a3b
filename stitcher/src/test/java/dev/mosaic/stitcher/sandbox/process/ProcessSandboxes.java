package dev.mosaic.stitcher.sandbox.process;

import dev.mosaic.stitcher.sandbox.Sandbox;
import dev.mosaic.stitcher.sandbox.SandboxSettings;
import java.nio.file.Path;

/** Lends the process sandbox to the tests of other packages. */
public final class ProcessSandboxes {
    private ProcessSandboxes() {}

    /**
     * @param folder for private HOMEs; a temporary one
     */
    public static Sandbox in(Path folder) {
        return new ProcessSandbox(
                new SandboxSettings("process", folder, "/usr/local/bin:/usr/bin:/bin"));
    }
}
