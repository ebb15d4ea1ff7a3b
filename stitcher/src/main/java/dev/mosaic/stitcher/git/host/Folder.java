package dev.mosaic.stitcher.git.host;

import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.Channels;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NotDirectoryException;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.SecureDirectoryStream;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributeView;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFileAttributes;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * An open directory of a tree that somebody hostile wrote, and perhaps still writes. On Linux
 * everything below is reached from what is held ({@link Pin}), so that swapping a parent for a link
 * changes nothing. Elsewhere a directory is looked at before and after it is opened, which is
 * enough while nobody writes.
 */
public final class Folder implements Closeable {
    private static final LinkOption NOFOLLOW = LinkOption.NOFOLLOW_LINKS;
    // so many of the longest names still make a path that the system takes
    private static final int OPEN_LEVELS = 12;

    private final Path path;
    private final DirectoryStream<Path> stream;
    private final @Nullable SecureDirectoryStream<Path> handle;
    private final @Nullable Pin pin;

    private Folder(Path path, DirectoryStream<Path> stream, @Nullable Pin pin) {
        this.path = path;
        this.stream = stream;
        this.handle = stream instanceof SecureDirectoryStream<Path> secure ? secure : null;
        this.pin = pin;
    }

    /** Opens a directory; {@link NotDirectoryException} for anything else, a link included. */
    public static Folder open(Path path) throws IOException {
        var pin = Pin.of(path);
        return pin == null ? openByPath(path) : held(path, pin);
    }

    private static Folder held(Path path, Pin pin) throws IOException {
        try {
            if (!attributes(pin).isDirectory()) {
                throw new NotDirectoryException(path.toString());
            }
            return new Folder(path, Files.newDirectoryStream(pin.path()), pin);
        } catch (IOException | RuntimeException e) {
            pin.close();
            throw e;
        }
    }

    private static Folder openByPath(Path path) throws IOException {
        var before = Files.readAttributes(path, PosixFileAttributes.class, NOFOLLOW);
        if (!before.isDirectory()) {
            throw new NotDirectoryException(path.toString());
        }
        var folder = new Folder(path, Files.newDirectoryStream(path), null);
        var opened =
                folder.handle == null
                        ? Files.readAttributes(path, PosixFileAttributes.class, NOFOLLOW)
                        : folder.handle
                                .getFileAttributeView(BasicFileAttributeView.class)
                                .readAttributes();
        if (!Objects.equals(before.fileKey(), opened.fileKey())) {
            folder.close();
            throw new NotDirectoryException(path.toString());
        }
        return folder;
    }

    /** Opens a directory in this one, never through a link. */
    public Folder child(Path name) throws IOException {
        var below = path.resolve(name);
        if (pin != null) {
            return held(below, pin.child(name));
        }
        return handle == null
                ? openByPath(below)
                : new Folder(below, handle.newDirectoryStream(name, NOFOLLOW), null);
    }

    /** Names of what is here, at most {@code limit}; once per folder. */
    public List<Path> names(int limit) throws IOException {
        var names = new ArrayList<Path>();
        try {
            for (var entry : stream) {
                if (names.size() >= limit) {
                    break;
                }
                names.add(Objects.requireNonNull(entry.getFileName()));
            }
        } catch (DirectoryIteratorException e) {
            throw e.getCause();
        }
        return names;
    }

    /** What stands here under a name; of a link its own. */
    public PosixFileAttributes attributes(Path name) throws IOException {
        return handle == null
                ? Files.readAttributes(path.resolve(name), PosixFileAttributes.class, NOFOLLOW)
                : handle.getFileAttributeView(name, PosixFileAttributeView.class, NOFOLLOW)
                        .readAttributes();
    }

    /** A link's text. */
    public Path link(Path name) throws IOException {
        return Files.readSymbolicLink((pin == null ? path : pin.path()).resolve(name));
    }

    /** A regular file in this folder; {@link NotRegular} for anything else, before it is opened. */
    public File file(Path name) throws IOException {
        var held = pin == null ? null : pin.child(name);
        try {
            var attributes = held == null ? attributes(name) : attributes(held);
            if (!attributes.isRegularFile()) {
                throw new NotRegular(path.resolve(name));
            }
            return new File(name, attributes, held);
        } catch (IOException | RuntimeException e) {
            if (held != null) {
                held.close();
            }
            throw e;
        }
    }

    /** What was a file a moment ago is none. */
    public static final class NotRegular extends FileSystemException {
        private static final long serialVersionUID = 1L;

        private NotRegular(Path path) {
            super(path.toString(), null, "not a regular file");
        }
    }

    /**
     * One regular file. On Linux all that it tells is of the same one, whatever its name is by now.
     */
    public final class File implements Closeable {
        private final Path name;
        private final PosixFileAttributes attributes;
        private final @Nullable Pin held;

        private File(Path name, PosixFileAttributes attributes, @Nullable Pin held) {
            this.name = name;
            this.attributes = attributes;
            this.held = held;
        }

        /** As they were when it was found. */
        public PosixFileAttributes attributes() {
            return attributes;
        }

        /** How many names it has on its disk. */
        public int hardLinks() throws IOException {
            return (Integer)
                    (held == null
                            ? Files.getAttribute(path.resolve(name), "unix:nlink", NOFOLLOW)
                            : Files.getAttribute(held.path(), "unix:nlink"));
        }

        /** Its bytes from the start. */
        public InputStream read() throws IOException {
            if (held != null) {
                return Files.newInputStream(held.path());
            }
            Set<OpenOption> options = Set.of(StandardOpenOption.READ, NOFOLLOW);
            return Channels.newInputStream(
                    handle == null
                            ? Files.newByteChannel(path.resolve(name), options)
                            : handle.newByteChannel(name, options));
        }

        @Override
        public void close() {
            if (held != null) {
                held.close();
            }
        }
    }

    @Override
    public void close() throws IOException {
        try {
            stream.close();
        } finally {
            if (pin != null) {
                pin.close();
            }
        }
    }

    /**
     * Deletes a directory and all below it, without following a link, whatever the permissions of
     * what is ours. Trees deeper than any path can name are hoisted up piece by piece. Nothing
     * happens if it is not there.
     */
    public static void delete(Path path) throws IOException {
        if (!Files.exists(path, NOFOLLOW)) {
            return;
        }
        if (!Files.isDirectory(path, NOFOLLOW)) {
            Files.delete(path);
            return;
        }
        unlock(path, Pin.of(path));
        try (var folder = open(path)) {
            if (folder.handle == null) {
                folder.emptyByPath();
            } else {
                folder.emptyByHandle(folder.handle);
            }
        }
        Files.delete(path);
    }

    private void emptyByPath() throws IOException {
        for (var name : names(Integer.MAX_VALUE)) {
            delete(path.resolve(name));
        }
    }

    private void emptyByHandle(SecureDirectoryStream<Path> top) throws IOException {
        var hoisted = new ArrayDeque<Path>();
        empty(top, 1, new Hoist(top, hoisted));
        while (!hoisted.isEmpty()) {
            var name = hoisted.removeFirst();
            unlock(name);
            try (var child = child(name)) {
                child.empty(Objects.requireNonNull(child.handle), 2, new Hoist(top, hoisted));
            }
            top.deleteDirectory(name);
        }
    }

    private record Hoist(SecureDirectoryStream<Path> top, ArrayDeque<Path> names) {
        void take(SecureDirectoryStream<Path> from, Path name) throws IOException {
            var free = Path.of(".hoisted-" + System.nanoTime() + "-" + names.size());
            from.move(name, top, free);
            names.add(free);
        }
    }

    private void empty(SecureDirectoryStream<Path> here, int level, Hoist hoist)
            throws IOException {
        for (var name : names(Integer.MAX_VALUE)) {
            if (!attributes(name).isDirectory()) {
                here.deleteFile(name);
                continue;
            }
            unlock(name);
            if (level >= OPEN_LEVELS) {
                hoist.take(here, name);
                continue;
            }
            try (var child = child(name)) {
                child.empty(Objects.requireNonNull(child.handle), level + 1, hoist);
            }
            here.deleteDirectory(name);
        }
    }

    private void unlock(Path name) throws IOException {
        unlock(path.resolve(name), pin == null ? null : pin.child(name));
    }

    /** A folder that lost its permissions gets them back, so that it can be read and emptied. */
    private static void unlock(Path folder, @Nullable Pin pin) throws IOException {
        try (pin) {
            var attributes =
                    pin == null
                            ? Files.readAttributes(folder, PosixFileAttributes.class, NOFOLLOW)
                            : attributes(pin);
            var all = PosixFilePermissions.fromString("rwx------");
            if (attributes.isDirectory() && !attributes.permissions().containsAll(all)) {
                Files.setPosixFilePermissions(pin == null ? folder : pin.path(), all);
            }
        }
    }

    private static PosixFileAttributes attributes(Pin pin) throws IOException {
        return Files.readAttributes(pin.path(), PosixFileAttributes.class);
    }
}
