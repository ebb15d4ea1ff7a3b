package dev.mosaic.stitcher.sandbox.usage;

import dev.mosaic.stitcher.failure.Failure;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;

/** A disk of this machine without room: a command that fails then may not be to blame. */
public final class FullDisk {
    /** Files are written in pieces, and the one that did not fit is not there. */
    private static final long NEXT_TO_NOTHING = 1 << 20;

    private static final Duration WITH_ROOM = Duration.ofMinutes(1);

    private FullDisk() {}

    /** {@link Failure.Later} if the disk of a work folder is full; not if nobody can tell. */
    public static void refuse(Path workdir) {
        if (room(workdir) < NEXT_TO_NOTHING) {
            throw new Failure.Later(
                    "A command failed while the disk that holds its work folder `%s` was full, so what it said does not count. Make room there, or let mosaic.home name a folder on another disk."
                            .formatted(workdir),
                    WITH_ROOM,
                    null);
        }
    }

    private static long room(Path folder) {
        try {
            var store = Files.getFileStore(folder);
            // some file systems count nothing
            return store.getTotalSpace() == 0 ? Long.MAX_VALUE : store.getUsableSpace();
        } catch (IOException e) {
            return Long.MAX_VALUE;
        }
    }
}
