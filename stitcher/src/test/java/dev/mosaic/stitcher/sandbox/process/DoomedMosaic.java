package dev.mosaic.stitcher.sandbox.process;

import dev.mosaic.stitcher.sandbox.SandboxSpec;
import dev.mosaic.stitcher.sandbox.SandboxSpec.Owner;
import dev.mosaic.stitcher.sandbox.SandboxSpec.Repository;
import dev.mosaic.stitcher.sandbox.ShellCommand;
import dev.mosaic.stitcher.sandbox.process.hunt.LinuxProcesses;
import dev.mosaic.stitcher.sandbox.process.launch.ProcessSettings.Confinement;
import dev.mosaic.stitcher.sandbox.process.launch.SampleSettings;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CountDownLatch;

/** A program that opens a sandbox, runs a command in it, and waits to be killed. */
final class DoomedMosaic {
    private DoomedMosaic() {}

    public static void main(String[] args) throws Exception {
        var settings = SampleSettings.of(Confinement.BUBBLEWRAP);
        var sandbox = ProcessSandboxes.in(Path.of(args[0]), settings, new LinuxProcesses());
        var spec =
                new SandboxSpec(
                        new Owner(args[3], "first", "job", 1, "agent"),
                        new Repository("local", 1, "team/app"),
                        Path.of(args[1]),
                        true,
                        Map.of());
        try (var place = sandbox.open(spec)) {
            place.run(ShellCommand.line(args[2], Duration.ofMinutes(1)));
            new CountDownLatch(1).await();
        }
    }
}
