package dev.mosaic.bot.embedded;

import dev.mosaic.stitcher.failure.Failure;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.jspecify.annotations.Nullable;

/**
 * The folder {@code MOSAIC_HOME}, held by this process alone until it is closed. The hold ends with
 * the process, however that ends.
 */
public final class MosaicHome implements AutoCloseable {
    /** Where Mosaic lives when nobody says otherwise. */
    static final Path DEFAULT =
            Path.of(System.getProperty("user.home"), ".local", "share", "mosaic");

    // one byte far behind the text: where locks forbid reading, others can still read who holds it
    private static final long LOCKED_BYTE = Long.MAX_VALUE - 1;

    private final Path folder;
    private final FileChannel channel;
    private final FileLock lock;

    private MosaicHome(Path folder, FileChannel channel, FileLock lock) {
        this.folder = folder;
        this.channel = channel;
        this.lock = lock;
    }

    /**
     * Makes the folder if need be and takes hold of it.
     *
     * @param setting the value of {@code MOSAIC_HOME}; null or blank for the default, {@code
     *     ~/.local/share/mosaic}
     * @throws Failure.Never with what to do, if it cannot be used or another process holds it
     */
    public static MosaicHome open(@Nullable String setting) {
        var folder = create(parse(setting));
        var file = folder.resolve("mosaic.lock");
        try {
            var channel =
                    FileChannel.open(
                            file,
                            StandardOpenOption.CREATE,
                            StandardOpenOption.READ,
                            StandardOpenOption.WRITE);
            var lock = tryLock(channel);
            if (lock == null) {
                var holder = read(channel);
                channel.close();
                throw held(folder, holder);
            }
            var pid = StandardCharsets.US_ASCII.encode(ProcessHandle.current().pid() + "\n");
            channel.truncate(0).write(pid, 0);
            return new MosaicHome(folder, channel, lock);
        } catch (IOException e) {
            throw unusable(folder, e);
        }
    }

    /** The folder itself, absolute and without links. */
    public Path folder() {
        return folder;
    }

    /** Where logs go; made if need be. */
    public Path logs() {
        return below("logs");
    }

    /** A folder below, for its owner alone; made if need be. */
    Path below(String name) {
        try {
            return PrivateFiles.folder(folder.resolve(name));
        } catch (IOException e) {
            throw unusable(folder, e);
        }
    }

    /** Lets go. Does nothing the second time. */
    @Override
    public void close() {
        try {
            if (lock.isValid()) {
                lock.release();
            }
            channel.close();
        } catch (IOException e) {
            throw unusable(folder, e);
        }
    }

    private static Path parse(@Nullable String setting) {
        try {
            return setting == null || setting.isBlank()
                    ? DEFAULT
                    : Path.of(setting.strip()).toAbsolutePath().normalize();
        } catch (InvalidPathException e) {
            throw new Failure.Never(
                    """
                    MOSAIC_HOME cannot be read as a path: %s. If it holds other letters than a to z, set \
                    LC_ALL=C.UTF-8, or choose a plain path such as MOSAIC_HOME=$HOME/mosaic.\
                    """
                            .formatted(e.getReason()),
                    e);
        }
    }

    private static Path create(Path folder) {
        try {
            return PrivateFiles.folder(folder).toRealPath();
        } catch (FileAlreadyExistsException e) {
            throw new Failure.Never(
                    """
                    MOSAIC_HOME is %s, and %s is a file, not a folder. \
                    Choose another place: MOSAIC_HOME=/some/folder.\
                    """
                            .formatted(folder, e.getFile()),
                    e);
        } catch (IOException e) {
            throw unusable(folder, e);
        }
    }

    private static @Nullable FileLock tryLock(FileChannel channel) throws IOException {
        try {
            return channel.tryLock(LOCKED_BYTE, 1, false);
        } catch (OverlappingFileLockException _) {
            return null;
        }
    }

    private static String read(FileChannel channel) throws IOException {
        var text = ByteBuffer.allocate(32);
        channel.read(text, 0);
        var digits = StandardCharsets.US_ASCII.decode(text.flip()).toString().replaceAll("\\D", "");
        return digits.isEmpty() ? "unknown" : digits;
    }

    private static Failure.Never held(Path folder, String pid) {
        return new Failure.Never(
                """
                Mosaic already runs on %s, as process %s. Talk to that one (`mosaic status`, `mosaic fix ...`), \
                end it with `kill %s`, or start another beside it: MOSAIC_HOME=/another/folder PORT=3002.\
                """
                        .formatted(folder, pid, pid),
                null);
    }

    private static Failure.Never unusable(Path folder, IOException e) {
        var reason =
                switch (e) {
                    case AccessDeniedException denied ->
                            denied.getFile() + " is not writable for this user";
                    case FileSystemException other when other.getReason() != null ->
                            other.getFile() + ": " + other.getReason();
                    default -> String.valueOf(e.getMessage());
                };
        return new Failure.Never(
                "Mosaic cannot use its folder %s: %s. Mend that, or choose another place: MOSAIC_HOME=/some/folder."
                        .formatted(folder, reason),
                e);
    }
}
