package dev.mosaic.stitcher.failpoint;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import org.jspecify.annotations.Nullable;

/**
 * The points that a test armed: one file per point in a folder, which may come at any time. Who
 * passes an armed point first renames its file, which is the proof that it fired, and halts; all
 * others, in this process and in other ones over the same folder, go on.
 */
record Armed(Path folder, Runnable halt) {
    static final String PROPERTY = "mosaic.failpoints";

    /** The exit code of a process that was ended by signal 9. */
    private static final int KILLED = 137;

    /** Null unless this Java was started with {@code -Dmosaic.failpoints=<folder>}. */
    static @Nullable Armed byProperty() {
        var folder = System.getProperty(PROPERTY);
        return folder == null || folder.isBlank()
                ? null
                : new Armed(Path.of(folder), () -> Runtime.getRuntime().halt(KILLED));
    }

    void pass(Failpoint point) {
        if (isFirst(point)) {
            System.err.println("failpoint " + point + " fired");
            halt.run();
        }
    }

    private boolean isFirst(Failpoint point) {
        var armed = folder.resolve(point.name());
        if (!Files.exists(armed)) {
            return false;
        }
        var fired = folder.resolve(point.name() + ".fired");
        try {
            Files.move(armed, fired, StandardCopyOption.ATOMIC_MOVE);
            prove(fired);
            return true;
        } catch (NoSuchFileException _) {
            // another thread or process was first
            return false;
        } catch (IOException e) {
            System.err.println("failpoint " + point + " could not be proven: " + e);
            return false;
        }
    }

    private static void prove(Path file) throws IOException {
        Files.writeString(file, Long.toString(ProcessHandle.current().pid()));
        try (var channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
            channel.force(true);
        }
    }
}
