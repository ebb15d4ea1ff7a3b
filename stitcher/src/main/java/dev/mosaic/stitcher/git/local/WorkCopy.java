package dev.mosaic.stitcher.git.local;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.mosaic.stitcher.failure.Failure;
import dev.mosaic.stitcher.git.Addition;
import dev.mosaic.stitcher.git.CommitSha;
import dev.mosaic.stitcher.git.diff.Additions;
import dev.mosaic.stitcher.git.host.Isolation;
import dev.mosaic.stitcher.git.host.Troubles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.eclipse.jgit.dircache.DirCacheIterator;
import org.eclipse.jgit.lib.Constants;
import org.eclipse.jgit.lib.FileMode;
import org.eclipse.jgit.lib.ObjectReader;
import org.eclipse.jgit.lib.Repository;
import org.eclipse.jgit.lib.RepositoryBuilder;
import org.eclipse.jgit.revwalk.RevCommit;
import org.eclipse.jgit.revwalk.RevSort;
import org.eclipse.jgit.revwalk.RevWalk;
import org.eclipse.jgit.treewalk.AbstractTreeIterator;
import org.eclipse.jgit.treewalk.CanonicalTreeParser;
import org.eclipse.jgit.treewalk.EmptyTreeIterator;
import org.eclipse.jgit.treewalk.FileTreeIterator;
import org.eclipse.jgit.treewalk.TreeWalk;
import org.eclipse.jgit.treewalk.WorkingTreeIterator;

/**
 * A person's own checkout on this machine, to be read. Blocking. As everywhere in git, no program
 * is run and only the repository's own configuration is read.
 */
public final class WorkCopy {
    private static final int INDEX = 0;
    private static final int FILES = 1;

    private final Path gitDir;
    private final Path root;

    private WorkCopy(Path gitDir, Path root) {
        this.gitDir = gitDir;
        this.root = root;
    }

    /** A commit of a person. */
    public record Commit(CommitSha id, String message) {}

    /** The checkout that a folder belongs to; empty if it belongs to none. */
    public static Optional<WorkCopy> around(Path folder) {
        return Troubles.translated(
                folder.toString(),
                () -> {
                    var found =
                            new RepositoryBuilder()
                                    .setFS(Isolation.files())
                                    .findGitDir(folder.toRealPath().toFile());
                    if (found.getGitDir() == null) {
                        return Optional.empty();
                    }
                    try (var repository = found.setMustExist(true).build()) {
                        return repository.isBare()
                                ? Optional.empty()
                                : Optional.of(
                                        new WorkCopy(
                                                found.getGitDir().toPath(),
                                                repository.getWorkTree().toPath()));
                    }
                });
    }

    /** The folder that holds the checkout. */
    public Path root() {
        return root;
    }

    /** What the next commit would add. @param largest bytes of a file that are looked at */
    public Addition.All staged(int largest) {
        return with(repository -> {
            try (var reader = repository.newObjectReader()) {
                var head = repository.resolve(Constants.HEAD + "^{tree}");
                AbstractTreeIterator before =
                        head == null
                                ? new EmptyTreeIterator()
                                : new CanonicalTreeParser(null, reader, head);
                return new Additions(repository, largest)
                        .between(before, new DirCacheIterator(repository.readDirCache()));
            }
        });
    }

    /**
     * The commits that HEAD has and a ref has not, oldest first.
     *
     * @throws Failure.Never if there is no such ref
     */
    public List<Commit> since(String ref) {
        return with(repository -> {
            try (var walk = new RevWalk(repository)) {
                var from = repository.resolve(ref + "^{commit}");
                var head = repository.resolve(Constants.HEAD);
                if (from == null || head == null) {
                    throw new Failure.Never(
                            "There is no commit %s in %s. Name a branch, a tag or a commit."
                                    .formatted(ref, root),
                            null);
                }
                walk.markStart(walk.parseCommit(head));
                walk.markUninteresting(walk.parseCommit(from));
                walk.sort(RevSort.REVERSE);
                var commits = new ArrayList<Commit>();
                for (var commit : walk) {
                    commits.add(new Commit(new CommitSha(commit.name()), commit.getFullMessage()));
                }
                return commits;
            }
        });
    }

    /** What a commit adds to its first parent. */
    public Addition.All additions(CommitSha commit, int largest) {
        return with(repository -> {
            try (var walk = new RevWalk(repository)) {
                var reader = walk.getObjectReader();
                var parsed = walk.parseCommit(repository.resolve(commit.hex()));
                var before =
                        parsed.getParentCount() == 0
                                ? new EmptyTreeIterator()
                                : tree(walk.parseCommit(parsed.getParent(0)), reader);
                return new Additions(repository, largest).between(before, tree(parsed, reader));
            }
        });
    }

    /**
     * Shows the files of a folder of the checkout: those in the index, and those that are new and
     * not ignored. Links are not followed.
     *
     * @param tooLarge hears of the others
     */
    public void files(
            Path folder, int largest, Consumer<Addition> files, Consumer<String> tooLarge) {
        var prefix = root.relativize(folder.toAbsolutePath().normalize()).toString();
        with(repository -> {
            try (var tree = new TreeWalk(repository)) {
                tree.addTree(new DirCacheIterator(repository.readDirCache()));
                tree.addTree(new FileTreeIterator(repository));
                while (tree.next()) {
                    var here = tree.getTree(FILES, WorkingTreeIterator.class);
                    var path = tree.getPathString();
                    if (here == null || isIgnored(tree, here) || !isBelow(path, prefix)) {
                        continue;
                    }
                    if (tree.isSubtree()) {
                        tree.enterSubtree();
                    } else if (!FileMode.GITLINK.equals(tree.getRawMode(FILES))) {
                        if (here.getEntryLength() > largest) {
                            tooLarge.accept(path);
                        } else {
                            files.accept(new Addition(path, 1, bytes(here)));
                        }
                    }
                }
            }
            return true;
        });
    }

    /** The text of a file at the root; empty if there is none. */
    public Optional<String> text(String name) {
        return Troubles.translated(
                root.toString(),
                () -> {
                    var file = root.resolve(name);
                    return Files.isRegularFile(file)
                            ? Optional.of(new String(Files.readAllBytes(file), UTF_8))
                            : Optional.empty();
                });
    }

    /** Where git looks for hooks: {@code core.hooksPath} of the repository, or its own folder. */
    public Path hooks() {
        return with(repository -> {
            var configured = repository.getConfig().getString("core", null, "hooksPath");
            if (configured == null || configured.isBlank()) {
                return repository.getCommonDirectory().toPath().resolve("hooks");
            }
            var home = System.getProperty("user.home");
            return root.resolve(
                    configured.startsWith("~/") ? home + configured.substring(1) : configured);
        });
    }

    private static boolean isIgnored(TreeWalk tree, WorkingTreeIterator here) throws IOException {
        return tree.getRawMode(INDEX) == FileMode.TYPE_MISSING && here.isEntryIgnored();
    }

    /** The folder itself, what is in it, and the way to it. */
    private static boolean isBelow(String path, String prefix) {
        return prefix.isEmpty()
                || path.equals(prefix)
                || path.startsWith(prefix + "/")
                || prefix.startsWith(path + "/");
    }

    private static byte[] bytes(WorkingTreeIterator here) throws IOException {
        try (var in = here.openEntryStream()) {
            return in.readAllBytes();
        }
    }

    private static CanonicalTreeParser tree(RevCommit commit, ObjectReader reader)
            throws IOException {
        return new CanonicalTreeParser(null, reader, commit.getTree());
    }

    private interface Work<T> {
        T on(Repository repository) throws IOException;
    }

    private <T> T with(Work<T> work) {
        return Troubles.translated(
                root.toString(),
                () -> {
                    try (var repository =
                            new RepositoryBuilder()
                                    .setFS(Isolation.files())
                                    .setGitDir(gitDir.toFile())
                                    .setWorkTree(root.toFile())
                                    .setMustExist(true)
                                    .build()) {
                        return work.on(repository);
                    }
                });
    }
}
