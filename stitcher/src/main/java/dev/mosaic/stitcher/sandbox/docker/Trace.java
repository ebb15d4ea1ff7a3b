package dev.mosaic.stitcher.sandbox.docker;

import dev.mosaic.stitcher.failure.Failure;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * A file that says that containers were opened here. A later run with another kind of sandbox looks
 * for what is left of them as long as it is there, and whoever never had any asks no engine.
 */
record Trace(Path file) {
    private static final String NAME = "docker-used-%x";

    /** That of one node; others may share the folder. */
    static Trace of(String node, Path folder) {
        return new Trace(folder.resolve(NAME.formatted(node.hashCode())));
    }

    boolean isThere() {
        return Files.exists(file);
    }

    /** Before the first container; {@link Failure.Never} if it cannot be written. */
    void leave() {
        if (isThere()) {
            return;
        }
        try {
            Files.createDirectories(file.toAbsolutePath().getParent());
            Files.createFile(file);
        } catch (FileAlreadyExistsException e) {
            // somebody else was faster
        } catch (IOException e) {
            throw refused(e);
        }
    }

    /** When nothing is left. */
    void wipe() {
        try {
            Files.deleteIfExists(file);
        } catch (IOException e) {
            throw refused(e);
        }
    }

    private Failure.Never refused(IOException e) {
        return new Failure.Never(
                "The file `%s` cannot be written or removed: %s. Let mosaic.sandbox.folder name a folder that Mosaic may write to."
                        .formatted(file, e),
                e);
    }
}
