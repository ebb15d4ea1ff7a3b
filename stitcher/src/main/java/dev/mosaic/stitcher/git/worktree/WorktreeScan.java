package dev.mosaic.stitcher.git.worktree;

import dev.mosaic.stitcher.git.CommitLimits;
import dev.mosaic.stitcher.git.host.Folder;
import dev.mosaic.stitcher.git.host.TreePaths;
import dev.mosaic.stitcher.git.host.Troubles;
import java.io.EOFException;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.NotLinkException;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.eclipse.jgit.lib.Constants;
import org.eclipse.jgit.lib.FileMode;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.ObjectInserter;
import org.eclipse.jgit.lib.ObjectReader;
import org.eclipse.jgit.treewalk.CanonicalTreeParser;
import org.eclipse.jgit.treewalk.TreeWalk;
import org.jspecify.annotations.Nullable;

/**
 * One look at a worktree against its base: what changed, and what no commit may hold. Reads no
 * content beyond the limits; a file of the base is read only as far as the base has it. What is
 * ignored, and the {@code .git} at the root (an engine's private one), are not looked at.
 */
public final class WorktreeScan {
    private static final int MAX_ENTRIES = 500_000;
    private static final int MAX_IGNORE_FILE = 1 << 20;

    /** A file or link as it shall stand in the commit. */
    public record Content(FileMode mode, byte[] bytes) {}

    private record Tracked(FileMode mode, ObjectId id) {
        boolean isLink() {
            return FileMode.SYMLINK.equals(mode);
        }
    }

    private record Here(
            Folder folder,
            String prefix,
            int depth,
            Ignores ignores,
            boolean hidden,
            Spellings taken) {}

    private final ObjectReader objects;
    private final ObjectInserter hashing = new ObjectInserter.Formatter();
    private final CommitLimits limits;

    private final Map<String, Content> written = new TreeMap<>();
    private final List<String> deleted = new ArrayList<>();
    private final Objections objections = new Objections();
    private int entries;
    private int changes;
    private long total;

    public WorktreeScan(ObjectReader objects, CommitLimits limits) {
        this.objects = objects;
        this.limits = limits;
    }

    /** Looks; then ask {@link #reasons}, {@link #written}, {@link #deleted}. */
    public void scan(Path worktree, ObjectId baseTree) throws IOException {
        try (var root = Folder.open(worktree)) {
            visit(new Here(root, "", 0, Ignores.NONE, false, new Spellings()), baseTree);
        } catch (TooMany _) {
            objections.to(
                    "The worktree holds more than %,d files and folders. Remove what does not belong to the change."
                            .formatted(MAX_ENTRIES));
        }
        if (changes > limits.files()) {
            objections.first(
                    "The change touches %,d files; at most %,d are allowed. Remove generated files, or split the work."
                            .formatted(changes, limits.files()));
        }
        if (total > limits.totalBytes()) {
            objections.first(
                    "The change holds %s in all; at most %s are allowed. Remove large files, or split the work."
                            .formatted(
                                    Objections.size(total), Objections.size(limits.totalBytes())));
        }
    }

    /** Why there can be no commit; empty if there can. */
    public List<String> reasons() {
        return objections.all();
    }

    /** New content by raw path. */
    public Map<String, Content> written() {
        return written;
    }

    /** Raw paths that are gone. */
    public List<String> deleted() {
        return deleted;
    }

    private void visit(Here here, @Nullable ObjectId baseTree) throws IOException {
        Troubles.stopIfInterrupted();
        var tracked = tracked(baseTree);
        var inside =
                new Here(
                        here.folder,
                        here.prefix,
                        here.depth,
                        ignores(here, tracked),
                        here.hidden,
                        here.taken);
        var names = here.folder.names(MAX_ENTRIES - entries + 1);
        names.sort(Comparator.naturalOrder());
        count(names.size());
        names.stream().map(TreePaths::raw).filter(tracked::containsKey).forEach(here.taken::take);
        for (var name : names) {
            var raw = TreePaths.raw(name);
            if (here.depth == 0 && raw.equals(".git")) {
                continue;
            }
            try {
                entry(inside, name, raw, tracked.remove(raw));
            } catch (AccessDeniedException _) {
                objections.to(
                        here.prefix + raw,
                        "`%s` cannot be read. Give its owner the right to read it.");
            } catch (NoSuchFileException
                    | NotDirectoryException
                    | NotLinkException
                    | Folder.NotRegular _) {
                objections.toChanging(here.prefix + raw);
            }
        }
        for (var gone : tracked.entrySet()) {
            delete(here.prefix + gone.getKey(), gone.getValue());
        }
    }

    private void entry(Here here, Path name, String raw, @Nullable Tracked base)
            throws IOException {
        var path = here.prefix + raw;
        var attributes = here.folder.attributes(name);
        var hidden = here.hidden || here.ignores.hides(path, attributes.isDirectory());
        if (base == null && hidden) {
            return;
        }
        var objection = base == null ? TreePaths.objection(raw) : null;
        if (objection != null) {
            objections.to(path, "`%s` %s. Remove or rename it.", objection);
        } else if (base == null && !here.taken.take(raw)) {
            objections.to(
                    path,
                    "`%s` differs from its neighbour only in the case of letters; on Windows and macOS one would replace the other. Rename it.");
        } else if (attributes.isDirectory()) {
            folder(here, name, path, base, hidden);
        } else if (base != null && FileMode.GITLINK.equals(base.mode)) {
            objections.toSubmodule(path);
        } else if (attributes.isRegularFile()) {
            try (var file = here.folder.file(name)) {
                file(here, file, path, base);
            }
        } else if (attributes.isSymbolicLink()) {
            link(here, name, path, base);
        } else {
            objections.to(
                    path,
                    "`%s` is a pipe, socket or device. Only files, folders and links can be committed; remove it.");
        }
    }

    private void folder(Here here, Path name, String path, @Nullable Tracked base, boolean hidden)
            throws IOException {
        if (base != null && FileMode.GITLINK.equals(base.mode)) {
            try (var submodule = here.folder.child(name)) {
                if (!submodule.names(1).isEmpty()) {
                    objections.toSubmodule(path);
                }
            }
            return;
        }
        var tree = base != null && FileMode.TREE.equals(base.mode) ? base.id : null;
        if (base != null && tree == null) {
            delete(path, base);
        }
        if (tree == null && here.depth >= limits.depth()) {
            objections.toDepth(path, limits.depth());
            return;
        }
        try (var child = here.folder.child(name)) {
            var below =
                    new Here(
                            child,
                            path + "/",
                            here.depth + 1,
                            here.ignores,
                            hidden,
                            new Spellings());
            visit(below, tree);
        }
    }

    private void file(Here here, Folder.File file, String path, @Nullable Tracked base)
            throws IOException {
        if (file.hardLinks() > 1) {
            objections.to(
                    path,
                    "`%s` is a hard link: the same file has another name elsewhere. Replace it by a copy.");
            return;
        }
        var attributes = file.attributes();
        var executable = attributes.permissions().contains(PosixFilePermission.OWNER_EXECUTE);
        var mode = executable ? FileMode.EXECUTABLE_FILE : FileMode.REGULAR_FILE;
        var size = attributes.size();
        if (base != null && size == sizeOf(base) && isSame(file, base, size)) {
            if (mode.equals(base.mode) || isLinkText(base, path)) {
                return;
            }
        }
        clear(path, base);
        if (!announce(path, here.depth, size)) {
            return;
        }
        byte[] bytes;
        try (var in = file.read()) {
            bytes = in.readNBytes((int) size + 1);
        }
        if (bytes.length != size) {
            objections.toChanging(path);
            return;
        }
        written.put(path, new Content(mode, bytes));
    }

    private void link(Here here, Path name, String path, @Nullable Tracked base)
            throws IOException {
        var text = TreePaths.raw(here.folder.link(name));
        if (base != null && base.isLink() && text.equals(onDisk(linkText(base)))) {
            return;
        }
        if (Spellings.governsGit(TreePaths.raw(name))) {
            objections.to(
                    path, "`%s` is a link, and git obeys this file. Make it a file of its own.");
            return;
        }
        if (!TreePaths.staysInside(text, here.depth)) {
            objections.to(
                    path,
                    "`%s` is a link to `%s`, which is outside of the repository. Remove it, or link inside.",
                    TreePaths.shown(text));
            return;
        }
        clear(path, base);
        var bytes = TreePaths.bytes(text);
        if (announce(path, here.depth, bytes.length)) {
            written.put(path, new Content(FileMode.SYMLINK, bytes));
        }
    }

    /** Counts a changed file; false if its content is not to be read. */
    private boolean announce(String path, int depth, long size) {
        changes++;
        if (depth > limits.depth()) {
            objections.toDepth(path, limits.depth());
            return false;
        }
        if (size > limits.fileBytes()) {
            objections.to(
                    path,
                    "`%s` has %s; at most %s are allowed in one file. Remove it, or make it smaller.",
                    Objections.size(size),
                    Objections.size(limits.fileBytes()));
            return false;
        }
        total += size;
        if (changes > limits.files() || total > limits.totalBytes() || !objections.isEmpty()) {
            written.clear();
            return false;
        }
        return true;
    }

    /** A file where the base has a folder: all that was in the folder is gone. */
    private void clear(String path, @Nullable Tracked base) throws IOException {
        if (base != null && FileMode.TREE.equals(base.mode)) {
            delete(path, base);
        }
    }

    private void delete(String path, Tracked base) throws IOException {
        if (FileMode.TREE.equals(base.mode)) {
            try (var walk = new TreeWalk(objects)) {
                walk.addTree(base.id);
                walk.setRecursive(true);
                while (walk.next()) {
                    count(1);
                    delete(
                            path + "/" + TreePaths.raw(walk.getRawPath()),
                            new Tracked(walk.getFileMode(0), walk.getObjectId(0)));
                }
            }
        } else if (!FileMode.GITLINK.equals(base.mode)) {
            // an empty folder of a submodule is easily lost; that says nothing about the submodule
            deleted.add(path);
            changes++;
        }
    }

    private Map<String, Tracked> tracked(@Nullable ObjectId tree) throws IOException {
        var tracked = new LinkedHashMap<String, Tracked>();
        if (tree == null) {
            return tracked;
        }
        for (var at = new CanonicalTreeParser(null, objects, tree); !at.eof(); at.next(1)) {
            var name = new byte[at.getNameLength()];
            at.getName(name, 0);
            tracked.put(
                    TreePaths.raw(name), new Tracked(at.getEntryFileMode(), at.getEntryObjectId()));
        }
        return tracked;
    }

    private Ignores ignores(Here here, Map<String, Tracked> tracked) throws IOException {
        var file = tracked.get(".gitignore");
        if (file == null || file.isLink() || FileMode.TREE.equals(file.mode)) {
            return here.ignores;
        }
        var blob = objects.open(file.id, Constants.OBJ_BLOB);
        return blob.getSize() > MAX_IGNORE_FILE
                ? here.ignores
                : here.ignores.with(here.prefix, blob.getBytes());
    }

    private long sizeOf(Tracked base) throws IOException {
        return isBlob(base) ? objects.getObjectSize(base.id, Constants.OBJ_BLOB) : -1;
    }

    private boolean isSame(Folder.File file, Tracked base, long size) throws IOException {
        try (var in = file.read()) {
            return hashing.idFor(Constants.OBJ_BLOB, size, in).equals(base.id);
        } catch (EOFException _) {
            return false;
        }
    }

    /** A link that leads outside was checked out as a file with its text; it is still that link. */
    private boolean isLinkText(Tracked base, String path) throws IOException {
        return base.isLink() && !TreePaths.staysInside(linkText(base), TreePaths.depth(path));
    }

    private String linkText(Tracked base) throws IOException {
        return TreePaths.raw(objects.open(base.id, Constants.OBJ_BLOB).getBytes());
    }

    /** What the disk makes of a link's text: it drops doubled slashes. */
    private static String onDisk(String text) {
        return text.indexOf('\0') >= 0 ? text : TreePaths.raw(TreePaths.onDisk(text));
    }

    private static boolean isBlob(Tracked base) {
        return (base.mode.getBits() & FileMode.TYPE_MASK) == FileMode.TYPE_FILE || base.isLink();
    }

    private void count(int more) throws TooMany {
        entries += more;
        if (entries > MAX_ENTRIES) {
            throw new TooMany();
        }
    }

    private static final class TooMany extends IOException {
        private static final long serialVersionUID = 1L;
    }
}
