package dev.mosaic.stitcher.git.worktree;

import dev.mosaic.stitcher.failure.Failure;
import dev.mosaic.stitcher.git.GitSettings;
import dev.mosaic.stitcher.git.host.TreePaths;
import dev.mosaic.stitcher.git.host.Troubles;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import org.eclipse.jgit.lib.Constants;
import org.eclipse.jgit.lib.FileMode;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.ObjectReader;
import org.eclipse.jgit.treewalk.CanonicalTreeParser;

/**
 * Writes a commit's files, byte for byte as git has them: no line ends changed, no filters, large
 * files of LFS as the pointers that they are in git, submodules as empty folders. A link that leads
 * outside becomes a file with the link's text. Everything is created anew and nothing opened, so a
 * repository made by hand cannot write through a link of its own.
 */
public final class Checkout {
    private static final int MAX_DEPTH = 200;
    private static final int MAX_LINK = 4096;

    private final String where;
    private final ObjectReader objects;
    private final GitSettings settings;
    private int files;
    private long size;

    /**
     * @param where what people call the repository
     */
    public Checkout(String where, ObjectReader objects, GitSettings settings) {
        this.where = where;
        this.objects = objects;
        this.settings = settings;
    }

    /** Writes a tree into an empty folder, which is made if it is not there. */
    public void write(ObjectId tree, Path folder) throws IOException {
        Files.createDirectories(folder);
        try (var content = Files.list(folder)) {
            if (content.findAny().isPresent()) {
                throw new IllegalStateException("not an empty folder: " + folder);
            }
        }
        try {
            folder(tree, folder, "", 0);
        } catch (FileAlreadyExistsException e) {
            throw new Failure.Never(
                    "The repository %s holds a path twice: %s. Check it with `git fsck`."
                            .formatted(where, Troubles.reason(e)),
                    e);
        }
    }

    private void folder(ObjectId tree, Path folder, String prefix, int depth) throws IOException {
        Troubles.stopIfInterrupted();
        if (depth > MAX_DEPTH) {
            throw tooLarge("is more than %d folders deep".formatted(MAX_DEPTH));
        }
        for (var at = new CanonicalTreeParser(null, objects, tree); !at.eof(); at.next(1)) {
            if (++files > settings.maxFiles()) {
                throw tooLarge(
                        "holds more than %,d files and folders (mosaic.git.max-files)"
                                .formatted(settings.maxFiles()));
            }
            var bytes = new byte[at.getNameLength()];
            at.getName(bytes, 0);
            var raw = TreePaths.raw(bytes);
            if (TreePaths.isDangerous(raw)) {
                throw new Failure.Never(
                        "The repository %s holds the path `%s`, which no safe checkout may write. Remove it there."
                                .formatted(where, TreePaths.shown(prefix + raw)),
                        null);
            }
            var path = folder.resolve(TreePaths.onDisk(raw));
            var mode = at.getEntryFileMode();
            if (FileMode.TREE.equals(mode)) {
                Files.createDirectory(path);
                folder(at.getEntryObjectId(), path, prefix + raw + "/", depth + 1);
            } else if (FileMode.GITLINK.equals(mode)) {
                Files.createDirectory(path);
            } else if (FileMode.SYMLINK.equals(mode)) {
                link(at.getEntryObjectId(), path, depth);
            } else {
                file(at.getEntryObjectId(), path, FileMode.EXECUTABLE_FILE.equals(mode));
            }
        }
    }

    private void link(ObjectId blob, Path path, int depth) throws IOException {
        var object = objects.open(blob, Constants.OBJ_BLOB);
        var text = object.getSize() <= MAX_LINK ? TreePaths.raw(object.getBytes(MAX_LINK)) : "";
        if (TreePaths.staysInside(text, depth)) {
            Files.createSymbolicLink(path, TreePaths.onDisk(text));
        } else {
            file(blob, path, false);
        }
    }

    private void file(ObjectId blob, Path path, boolean executable) throws IOException {
        var object = objects.open(blob, Constants.OBJ_BLOB);
        size += object.getSize();
        if (size > settings.maxSize().toBytes()) {
            throw tooLarge(
                    "holds more than %,d MB (mosaic.git.max-size)"
                            .formatted(settings.maxSize().toMegabytes()));
        }
        try (var out =
                Files.newOutputStream(
                        path,
                        StandardOpenOption.CREATE_NEW,
                        StandardOpenOption.WRITE,
                        LinkOption.NOFOLLOW_LINKS)) {
            object.copyTo(out);
        }
        if (executable) {
            Files.setPosixFilePermissions(path, PosixFilePermissions.fromString("rwxr-xr-x"));
        }
    }

    private Failure tooLarge(String what) {
        return new Failure.Never(
                "The repository %s %s. Work on a smaller one, or raise the limit."
                        .formatted(where, what),
                null);
    }
}
