package dev.mosaic.stitcher.git.mirror;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.mosaic.stitcher.git.CommitSha;
import dev.mosaic.stitcher.git.Remote;
import dev.mosaic.stitcher.git.host.Isolation;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeMap;
import org.eclipse.jgit.lib.CommitBuilder;
import org.eclipse.jgit.lib.Constants;
import org.eclipse.jgit.lib.FileMode;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.ObjectInserter;
import org.eclipse.jgit.lib.PersonIdent;
import org.eclipse.jgit.lib.Repository;
import org.eclipse.jgit.lib.TreeFormatter;

/**
 * A real bare repository that plays the forge's side; holds trees that no honest git would make.
 */
public final class Origin {
    final Path gitDir;
    private int commits;

    private Origin(Path gitDir) {
        this.gitDir = gitDir;
    }

    static Origin empty(Path gitDir) throws IOException {
        Isolation.create(gitDir, "main").close();
        return new Origin(gitDir);
    }

    /** One with a first commit on {@code main}. */
    public static Origin with(Path gitDir, Map<String, String> files) throws IOException {
        var origin = empty(gitDir);
        origin.commit("main", files);
        return origin;
    }

    public Remote remote() {
        return new Remote("local-1", gitDir.toUri(), null);
    }

    /** Replaces the files of a branch. Paths may have one mode in front: {@code 120000 link}. */
    CommitSha commit(String branch, Map<String, String> files) throws IOException {
        try (var repository = Isolation.open(gitDir);
                var inserter = repository.newObjectInserter()) {
            var tree = tree(new TreeMap<>(files), inserter);
            var commit = new CommitBuilder();
            commit.setTreeId(tree);
            var parent = repository.resolve(Constants.R_HEADS + branch);
            if (parent != null) {
                commit.setParentId(parent);
            }
            var who =
                    new PersonIdent(
                            "Ann",
                            "ann@example.org",
                            Instant.EPOCH.plusSeconds(++commits),
                            ZoneOffset.UTC);
            commit.setAuthor(who);
            commit.setCommitter(who);
            commit.setMessage("commit " + commits);
            var id = inserter.insert(commit);
            inserter.flush();
            move(repository, branch, id);
            return new CommitSha(id.name());
        }
    }

    CommitSha branchFrom(String branch, CommitSha start) throws IOException {
        try (var repository = Isolation.open(gitDir)) {
            move(repository, branch, ObjectId.fromString(start.hex()));
            return start;
        }
    }

    void delete(String branch) throws IOException {
        try (var repository = Isolation.open(gitDir)) {
            var update = repository.updateRef(Constants.R_HEADS + branch);
            update.setForceUpdate(true);
            update.delete();
        }
    }

    String head(String branch) throws IOException {
        try (var repository = Isolation.open(gitDir)) {
            return String.valueOf(
                    repository.resolve(Constants.R_HEADS + branch) instanceof ObjectId id
                            ? id.name()
                            : null);
        }
    }

    private static void move(Repository repository, String branch, ObjectId id) throws IOException {
        var update = repository.updateRef(Constants.R_HEADS + branch);
        update.setNewObjectId(id);
        update.forceUpdate();
    }

    /** Keys are {@code [mode ]name[/name...]}; the value of a gitlink is a commit. */
    private static ObjectId tree(Map<String, String> files, ObjectInserter inserter)
            throws IOException {
        var folders = new TreeMap<String, Map<String, String>>();
        var entries = new TreeMap<String, Entry>();
        for (var file : files.entrySet()) {
            var mode = FileMode.REGULAR_FILE;
            var path = file.getKey();
            if (path.matches("\\d{6} .*")) {
                mode = FileMode.fromBits(Integer.parseInt(path.substring(0, 6), 8));
                path = path.substring(7);
            }
            var slash = path.indexOf('/');
            if (slash > 0) {
                var prefix = file.getKey().substring(0, file.getKey().length() - path.length());
                folders.computeIfAbsent(path.substring(0, slash), _ -> new LinkedHashMap<>())
                        .put(prefix + path.substring(slash + 1), file.getValue());
                continue;
            }
            var id =
                    FileMode.GITLINK.equals(mode)
                            ? ObjectId.fromString(file.getValue())
                            : inserter.insert(Constants.OBJ_BLOB, file.getValue().getBytes(UTF_8));
            entries.put(path, new Entry(path, mode, id));
        }
        for (var folder : folders.entrySet()) {
            // sorted as git does: a folder as if its name ended in a slash
            entries.put(
                    folder.getKey() + "/",
                    new Entry(folder.getKey(), FileMode.TREE, tree(folder.getValue(), inserter)));
        }
        var tree = new TreeFormatter();
        entries.values().forEach(e -> tree.append(e.name.getBytes(UTF_8), e.mode, e.id));
        return inserter.insert(tree);
    }

    private record Entry(String name, FileMode mode, ObjectId id) {}
}
