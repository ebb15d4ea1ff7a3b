package dev.mosaic.faults;

import static org.awaitility.Awaitility.await;

import dev.mosaic.stitcher.failpoint.Failpoint;
import java.io.IOException;
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

    /**
     * Returns when the process that came by is gone; it ends a moment after the point is marked.
     */
    void awaitFired(Failpoint point) {
        await("failpoint " + point + " fires")
                .atMost(FaultsWorld.PATIENCE)
                .pollInterval(Duration.ofMillis(20))
                .until(() -> fired(point) && isGone(Files.readString(fire(point))));
    }

    private static boolean isGone(String pid) {
        return !pid.isBlank()
                && ProcessHandle.of(Long.parseLong(pid)).filter(ProcessHandle::isAlive).isEmpty();
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
