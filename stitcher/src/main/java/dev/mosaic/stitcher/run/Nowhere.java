package dev.mosaic.stitcher.run;

import dev.mosaic.stitcher.failure.Failure;
import dev.mosaic.stitcher.sandbox.SandboxHandle;
import dev.mosaic.stitcher.sandbox.ShellCommand;
import java.nio.file.Path;
import java.util.List;

/** Where agents without a sandbox are: nothing can be run there, and nothing is. */
final class Nowhere implements SandboxHandle {
    private static final Path NO_FOLDER = Path.of("/nowhere");

    @Override
    public Path workdir() {
        return NO_FOLDER;
    }

    @Override
    public Outcome run(ShellCommand command) {
        throw new Failure.Never(
                "This agent has no sandbox, so no command can be run for it. An engine that needs one for its work runs no agents of the profile `herald`.",
                null);
    }

    @Override
    public List<String> kill() {
        return List.of();
    }

    @Override
    public void close() {
        // nothing was opened
    }
}
