package dev.mosaic.stitcher.engine.cli;

import dev.mosaic.stitcher.sandbox.SandboxSettings;
import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Where the programs of engines are, as far as it can be known before a sandbox is open. */
final class Programs {
    private static final String HERE = "process";

    private final SandboxSettings sandbox;

    Programs(SandboxSettings sandbox) {
        this.sandbox = sandbox;
    }

    /**
     * What to start. Never a file of the work folder: a name is looked up here, where commands run
     * on this machine, and is left as it is where they run elsewhere.
     *
     * @return null if it is not there
     */
    @Nullable String find(String program) {
        if (!sandbox.kind().equals(HERE)) {
            return program;
        }
        if (program.startsWith("/")) {
            return isExecutable(Path.of(program)) ? program : null;
        }
        return Stream.of(path().split(File.pathSeparator))
                .filter(folder -> folder.startsWith("/"))
                .map(folder -> Path.of(folder, program))
                .filter(Programs::isExecutable)
                .map(Path::toString)
                .findFirst()
                .orElse(null);
    }

    String path() {
        return Path.of(System.getProperty("java.home"), "bin")
                + File.pathSeparator
                + sandbox.path();
    }

    private static boolean isExecutable(Path file) {
        return Files.isRegularFile(file) && Files.isExecutable(file);
    }
}
