package dev.mosaic.stitcher.sandbox.process;

import dev.mosaic.stitcher.sandbox.Sandbox;
import dev.mosaic.stitcher.sandbox.SandboxSettings;
import dev.mosaic.stitcher.sandbox.process.hunt.Processes;
import dev.mosaic.stitcher.sandbox.process.launch.ProcessSettings.Confinement;
import dev.mosaic.stitcher.sandbox.process.launch.SampleSettings;
import java.nio.file.Path;

/** Lends the process sandbox to the tests of other packages. */
public final class ProcessSandboxes {
    private static final String PATH = "/usr/local/bin:/usr/bin:/bin";

    private ProcessSandboxes() {}

    /**
     * One that keeps nothing apart, as works on every machine.
     *
     * @param folder for private HOMEs; a temporary one
     */
    public static Sandbox in(Path folder) {
        return in(folder, SampleSettings.of(Confinement.NONE), Processes.ofThisMachine());
    }

    /** One that keeps apart whatever can be kept apart on this machine. */
    public static Sandbox apart(Path folder) {
        return in(folder, SampleSettings.of(Confinement.AUTO), Processes.ofThisMachine());
    }

    static ProcessSandbox in(Path folder, SampleSettings settings, Processes processes) {
        var sandbox = new SandboxSettings("process", folder, PATH);
        return new ProcessSandbox(sandbox, settings.settings(), processes);
    }
}
