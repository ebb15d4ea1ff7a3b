package dev.mosaic.faults;

import static org.awaitility.Awaitility.await;

import dev.mosaic.stitcher.failpoint.Failpoint;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;

/** The failpoints at which the nodes of a world die: whoever comes by first, and once. */
record ArmedPoints(Path folder) {
    void arm(Failpoint point) throws IOException {
        Files.deleteIfExists(fire(point));
        Files.createFile(folder.resolve(point.name()));
    }

    boolean fired(Failpoint point) {
        return Files.exists(fire(point));
    }

    /** Gives the id of the process that came by; it ends a moment later. */
    long awaitFired(Failpoint point) {
        await("failpoint " + point + " fires")
                .atMost(FaultsWorld.PATIENCE)
                .pollInterval(Duration.ofMillis(20))
                .until(() -> fired(point) && !pid(point).isEmpty());
        return Long.parseLong(pid(point));
    }

    private String pid(Failpoint point) {
        try {
            return Files.readString(fire(point));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    void disarm() throws IOException {
        try (var files = Files.list(folder)) {
            for (var file : files.toList()) {
                Files.delete(file);
            }
        }
    }

    private Path fire(Failpoint point) {
        return folder.resolve(point + ".fired");
    }
}
