package dev.mosaic.stitcher.git.local;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.mosaic.stitcher.failure.Failure;
import dev.mosaic.stitcher.git.CommitMessage;
import dev.mosaic.stitcher.git.host.Commits;
import dev.mosaic.stitcher.git.host.Folder;
import dev.mosaic.stitcher.git.host.Isolation;
import dev.mosaic.stitcher.git.host.Troubles;
import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.UUID;
import org.eclipse.jgit.dircache.DirCache;
import org.eclipse.jgit.dircache.DirCacheEntry;
import org.eclipse.jgit.lib.Constants;
import org.eclipse.jgit.lib.FileMode;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.ObjectInserter;
import org.eclipse.jgit.lib.Repository;
import org.eclipse.jgit.lib.RepositoryCache;

/**
 * A repository of this machine, bare or with a work tree. Blocking.
 *
 * @param gitDir the folder with its objects and refs, a real path: however a repository is
 *     addressed, this is the same
 * @param defaultBranch the branch that HEAD names, which need not exist yet
 */
public record LocalRepository(Path gitDir, String defaultBranch) {

    /**
     * Looks at a folder; empty if it holds no repository.
     *
     * @throws Failure.Never if HEAD names no branch, or the repository cannot be read
     */
    public static Optional<LocalRepository> at(Path folder) {
        return Troubles.translated(
                folder.toString(),
                () -> {
                    var found = RepositoryCache.FileKey.resolve(folder.toFile(), Isolation.files());
                    if (found == null) {
                        return Optional.empty();
                    }
                    var gitDir = found.toPath().toRealPath();
                    try (var repository = Isolation.open(gitDir)) {
                        return Optional.of(new LocalRepository(gitDir, branch(repository, folder)));
                    }
                });
    }

    /**
     * Makes a bare repository with one commit on {@code main}, whole or not at all. If the folder
     * is there already, it is left as it is.
     *
     * @param files text by path
     */
    public static void create(
            Path folder, Map<String, String> files, CommitMessage message, Instant at) {
        Troubles.translated(
                folder.toString(),
                () -> {
                    if (!Files.exists(folder)) {
                        build(folder, files, message, at);
                    }
                    return folder;
                });
    }

    private static void build(
            Path folder, Map<String, String> files, CommitMessage message, Instant at)
            throws IOException {
        Files.createDirectories(folder.getParent());
        var half = folder.resolveSibling(".half-" + UUID.randomUUID());
        try {
            try (var repository = Isolation.create(half, "main");
                    var inserter = repository.newObjectInserter()) {
                var tree = tree(files, inserter);
                var commit = inserter.insert(Commits.of(message, tree, null, at));
                inserter.flush();
                var update = repository.updateRef(Constants.R_HEADS + "main");
                update.setNewObjectId(commit);
                update.disableRefLog();
                update.update();
            }
            Files.move(half, folder, StandardCopyOption.ATOMIC_MOVE);
        } catch (FileSystemException e) {
            // fine if somebody made the same repository at the same time
            if (!Files.isDirectory(folder)) {
                throw e;
            }
        } finally {
            Folder.delete(half);
        }
    }

    private static ObjectId tree(Map<String, String> files, ObjectInserter inserter)
            throws IOException {
        var index = DirCache.newInCore();
        var builder = index.builder();
        for (var file : new TreeMap<>(files).entrySet()) {
            var entry = new DirCacheEntry(file.getKey());
            var executable = file.getValue().startsWith("#!");
            entry.setFileMode(executable ? FileMode.EXECUTABLE_FILE : FileMode.REGULAR_FILE);
            entry.setObjectId(inserter.insert(Constants.OBJ_BLOB, file.getValue().getBytes(UTF_8)));
            builder.add(entry);
        }
        builder.finish();
        return index.writeTree(inserter);
    }

    private static String branch(Repository repository, Path folder) throws IOException {
        var head = repository.exactRef(Constants.HEAD);
        if (head == null || !head.isSymbolic()) {
            throw new Failure.Never(
                    "The repository %s has no branch checked out (detached HEAD). Check one out, for example with `git switch main`."
                            .formatted(folder),
                    null);
        }
        return Repository.shortenRefName(head.getTarget().getName());
    }
}
