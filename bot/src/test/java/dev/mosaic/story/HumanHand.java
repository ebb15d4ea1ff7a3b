package dev.mosaic.story;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.eclipse.jgit.dircache.DirCache;
import org.eclipse.jgit.dircache.DirCacheEntry;
import org.eclipse.jgit.lib.CommitBuilder;
import org.eclipse.jgit.lib.Constants;
import org.eclipse.jgit.lib.FileMode;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.PersonIdent;
import org.eclipse.jgit.lib.Repository;
import org.eclipse.jgit.lib.RepositoryBuilder;
import org.eclipse.jgit.revwalk.RevCommit;
import org.eclipse.jgit.revwalk.RevWalk;

/** Somebody who pushes to a bare repository while Mosaic works on it. */
final class HumanHand {
    private HumanHand() {}

    /** Sets one file on a branch; the branch is made from {@code main} if it is not there. */
    static String commit(Path bare, String branch, String path, String text) {
        try (var repository = new RepositoryBuilder().setGitDir(bare.toFile()).build();
                var inserter = repository.newObjectInserter();
                var walk = new RevWalk(repository)) {
            var parent = parent(repository, walk, branch);
            var cache = DirCache.read(repository.newObjectReader(), parent.getTree());
            var builder = cache.builder();
            for (var i = 0; i < cache.getEntryCount(); i++) {
                if (!cache.getEntry(i).getPathString().equals(path)) {
                    builder.add(cache.getEntry(i));
                }
            }
            var entry = new DirCacheEntry(path);
            entry.setFileMode(FileMode.REGULAR_FILE);
            entry.setObjectId(
                    inserter.insert(Constants.OBJ_BLOB, text.getBytes(StandardCharsets.UTF_8)));
            builder.add(entry);
            builder.finish();
            var commit = new CommitBuilder();
            commit.setTreeId(cache.writeTree(inserter));
            commit.setParentId(parent);
            commit.setAuthor(new PersonIdent("ada", "ada@example.org"));
            commit.setCommitter(new PersonIdent("ada", "ada@example.org"));
            commit.setMessage("By hand");
            var id = inserter.insert(commit);
            inserter.flush();
            point(repository, branch, id);
            return id.name();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Where a branch is; empty if it is not there. */
    static String head(Path bare, String branch) {
        try (var repository = new RepositoryBuilder().setGitDir(bare.toFile()).build()) {
            var id = repository.resolve(Constants.R_HEADS + branch);
            return id == null ? "" : id.name();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static RevCommit parent(Repository repository, RevWalk walk, String branch)
            throws IOException {
        var head = repository.resolve(Constants.R_HEADS + branch);
        return walk.parseCommit(
                head == null ? repository.resolve(Constants.R_HEADS + "main") : head);
    }

    private static void point(Repository repository, String branch, ObjectId id)
            throws IOException {
        var update = repository.updateRef(Constants.R_HEADS + branch);
        update.setNewObjectId(id);
        update.setForceUpdate(true);
        update.update();
    }
}
