package dev.mosaic.stitcher.git.host;

import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.Channels;
import java.nio.file.DirectoryStream;
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
 * An open directory of a tree that somebody hostile wrote. On Linux it is a handle, and everything
 * below is reached from the handle, so that swapping a parent for a link changes nothing. Where the
 * system has no such handles the directory is looked at before and after it is opened.
 */
public final class Folder implements Closeable {
    private static final LinkOption NOFOLLOW = LinkOption.NOFOLLOW_LINKS;
    // so many of the longest names still make a path that the system takes
    private static final int OPEN_LEVELS = 12;

    private final Path path;
    private final DirectoryStream<Path> stream;
    private final @Nullable SecureDirectoryStream<Path> handle;

    private Folder(Path path, DirectoryStream<Path> stream) {
        this.path = path;
        this.stream = stream;
        this.handle = stream instanceof SecureDirectoryStream<Path> secure ? secure : null;
    }

    /** Opens a directory; {@link NotDirectoryException} for anything else, a link included. */
    public static Folder open(Path path) throws IOException {
        var before = Files.readAttributes(path, PosixFileAttributes.class, NOFOLLOW);
        if (!before.isDirectory()) {
            throw new NotDirectoryException(path.toString());
        }
        var folder = new Folder(path, Files.newDirectoryStream(path));
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
        return handle == null
                ? open(below)
                : new Folder(below, handle.newDirectoryStream(name, NOFOLLOW));
    }

    /** Names of what is here, at most {@code limit}; once per folder. */
    public List<Path> names(int limit) {
        var names = new ArrayList<Path>();
        for (var entry : stream) {
            if (names.size() >= limit) {
                break;
            }
            names.add(Objects.requireNonNull(entry.getFileName()));
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

    /** How many names a file has on its disk. */
    public int hardLinks(Path name) throws IOException {
        return (Integer) Files.getAttribute(path.resolve(name), "unix:nlink", NOFOLLOW);
    }

    /** A link's text. Reading it follows nothing but the folders above. */
    public Path link(Path name) throws IOException {
        return Files.readSymbolicLink(path.resolve(name));
    }

    /** A regular file's bytes. The caller has made sure that it is one. */
    public InputStream read(Path name) throws IOException {
        Set<OpenOption> options = Set.of(StandardOpenOption.READ, NOFOLLOW);
        return Channels.newInputStream(
                handle == null
                        ? Files.newByteChannel(path.resolve(name), options)
                        : handle.newByteChannel(name, options));
    }

    @Override
    public void close() throws IOException {
        stream.close();
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
        unlock(path);
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
            unlock(path.resolve(name));
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
            unlock(path.resolve(name));
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

    /** A folder that lost its permissions gets them back, so that it can be read and emptied. */
    private static void unlock(Path folder) throws IOException {
        var attributes = Files.readAttributes(folder, PosixFileAttributes.class, NOFOLLOW);
        var all = PosixFilePermissions.fromString("rwx------");
        if (attributes.isDirectory() && !attributes.permissions().containsAll(all)) {
            Files.setPosixFilePermissions(folder, all);
        }
    }
}
