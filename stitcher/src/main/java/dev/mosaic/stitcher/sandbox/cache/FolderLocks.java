package dev.mosaic.stitcher.sandbox.cache;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.HashMap;
import java.util.Map;

/**
 * Who uses which folders: of this process by counting, of all processes of the machine by locks on
 * a file in each folder, which end with their process. One channel for each folder, because closing
 * any channel of a file takes away all locks that its process has on it.
 */
final class FolderLocks {
    private final Map<Path, Use> uses = new HashMap<>();

    /** Of one folder by this process. */
    private static final class Use {
        private final FileChannel channel;
        private int users;

        private Use(FileChannel channel) {
            this.channel = channel;
        }
    }

    /**
     * Holds a folder until {@link #letGo}.
     *
     * @param file in it, that is there as long as the folder is
     * @return false if there is no such folder any more
     */
    synchronized boolean take(Path file) throws IOException {
        var use = uses.get(file);
        if (use == null) {
            FileChannel channel;
            try {
                channel = FileChannel.open(file, StandardOpenOption.READ);
            } catch (NoSuchFileException e) {
                return false;
            }
            // waits for somebody who is about to remove it
            channel.lock(0, Long.MAX_VALUE, true);
            if (!Files.exists(file)) {
                channel.close();
                return false;
            }
            use = new Use(channel);
            uses.put(file, use);
        }
        use.users++;
        return true;
    }

    synchronized void letGo(Path file) throws IOException {
        var use = uses.get(file);
        if (use != null && --use.users == 0) {
            uses.remove(file);
            use.channel.close();
        }
    }

    /** What is done with a folder that nobody uses. */
    interface Work {
        void on() throws IOException;
    }

    /**
     * Does something with a folder that nobody uses and nobody begins to use meanwhile.
     *
     * @return false if somebody does
     */
    synchronized boolean alone(Path file, Work work) throws IOException {
        if (uses.containsKey(file)) {
            return false;
        }
        try (var channel =
                FileChannel.open(file, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
            var lock = channel.tryLock();
            if (lock == null) {
                return false;
            }
            work.on();
            return true;
        } catch (OverlappingFileLockException | NoSuchFileException e) {
            return false;
        }
    }
}
