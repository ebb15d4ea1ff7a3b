package dev.mosaic.stitcher.git.mirror;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.mosaic.stitcher.failure.Failure;
import dev.mosaic.stitcher.git.Addition;
import dev.mosaic.stitcher.git.CommitLimits;
import dev.mosaic.stitcher.git.CommitMessage;
import dev.mosaic.stitcher.git.CommitSha;
import dev.mosaic.stitcher.git.FileChange;
import dev.mosaic.stitcher.git.GitSettings;
import dev.mosaic.stitcher.git.Merge;
import dev.mosaic.stitcher.git.Push;
import dev.mosaic.stitcher.git.Remote;
import dev.mosaic.stitcher.git.Snapshot;
import dev.mosaic.stitcher.git.diff.Additions;
import dev.mosaic.stitcher.git.diff.ConflictCheck;
import dev.mosaic.stitcher.git.diff.Differences;
import dev.mosaic.stitcher.git.host.Commits;
import dev.mosaic.stitcher.git.host.Isolation;
import dev.mosaic.stitcher.git.host.TreePaths;
import dev.mosaic.stitcher.git.host.Troubles;
import dev.mosaic.stitcher.git.worktree.Checkout;
import dev.mosaic.stitcher.git.worktree.CommitFiles;
import dev.mosaic.stitcher.git.worktree.WorktreeScan;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Predicate;
import org.eclipse.jgit.dircache.DirCache;
import org.eclipse.jgit.dircache.DirCacheEditor.DeletePath;
import org.eclipse.jgit.dircache.DirCacheEditor.PathEdit;
import org.eclipse.jgit.dircache.DirCacheEntry;
import org.eclipse.jgit.errors.MissingObjectException;
import org.eclipse.jgit.lib.Constants;
import org.eclipse.jgit.lib.FileMode;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.ObjectInserter;
import org.eclipse.jgit.lib.Repository;
import org.eclipse.jgit.revwalk.ObjectWalk;
import org.eclipse.jgit.revwalk.RevCommit;
import org.eclipse.jgit.revwalk.RevWalk;
import org.eclipse.jgit.revwalk.filter.RevFilter;
import org.eclipse.jgit.treewalk.CanonicalTreeParser;
import org.eclipse.jgit.treewalk.TreeWalk;
import org.jspecify.annotations.Nullable;

/**
 * One bare copy of a repository on this host. Blocking; safe for several threads. Throws {@link
 * Failure.Later} when the remote does not answer and {@link Failure.Never} when it answers that
 * there is nothing.
 */
public final class Mirror implements CommitFiles {
    private static final String OURS = "mosaic/";

    private final Path gitDir;
    private final Remote remote;
    private final ReentrantLock lock;
    private final GitSettings settings;
    private final Clock clock;

    Mirror(Path gitDir, Remote remote, ReentrantLock lock, GitSettings settings, Clock clock) {
        this.gitDir = gitDir;
        this.remote = remote;
        this.lock = lock;
        this.settings = settings;
        this.clock = clock;
    }

    /** Brings every branch up to date and forgets those that are gone. */
    public void fetch() {
        exclusively(repository -> {
            new Wire(repository, remote, settings.timeout(), clock).fetch();
            return true;
        });
    }

    /** Where a branch of the remote was at the last fetch. */
    public Optional<CommitSha> branch(String name) {
        if (!Repository.isValidRefName(Wire.BRANCHES + name)) {
            return Optional.empty();
        }
        return with(repository -> {
            var ref = repository.getRefDatabase().exactRef(Wire.BRANCHES + name);
            return ref == null || ref.getObjectId() == null
                    ? Optional.empty()
                    : Optional.of(new CommitSha(ref.getObjectId().name()));
        });
    }

    /** True if the commit and all it needs are in this mirror. */
    public boolean has(CommitSha commit) {
        return with(repository -> {
            try (var walk = new ObjectWalk(repository)) {
                walk.markStart(walk.parseCommit(id(commit)));
                for (var ref : repository.getRefDatabase().getRefs()) {
                    // what a ref names is whole: fetch and snapshot see to that
                    walk.markUninteresting(walk.parseCommit(ref.getObjectId()));
                }
                walk.checkConnectivity();
                return true;
            } catch (MissingObjectException _) {
                return false;
            }
        });
    }

    /** A file's text at a commit; empty if there is none or it is longer than the limit. */
    public Optional<String> text(CommitSha commit, String path, int maxBytes) {
        return with(repository -> {
            try (var walk = new RevWalk(repository);
                    var found = find(walk, commit, path)) {
                if (found == null || !isRegular(found)) {
                    return Optional.empty();
                }
                var blob = walk.getObjectReader().open(found.getObjectId(0));
                return blob.getSize() > maxBytes
                        ? Optional.empty()
                        : Optional.of(new String(blob.getBytes(maxBytes), UTF_8));
            }
        });
    }

    /** Bytes of all these files together at a commit; what is not there counts nothing. */
    public long bytes(CommitSha commit, Collection<String> paths) {
        if (paths.isEmpty()) {
            return 0;
        }
        return with(repository -> TreeLook.bytes(repository, id(commit), paths));
    }

    /** Paths of regular files at a commit, sorted, at most {@code limit}. */
    public List<String> paths(CommitSha commit, int limit) {
        return with(
                repository -> TreeLook.paths(repository, id(commit), limit, settings.maxFiles()));
    }

    /**
     * Tells the content of some files at a commit apart from any other: the same for two commits
     * only if these files have the same paths and bytes.
     *
     * @param which of all paths
     */
    public String fingerprint(CommitSha commit, Predicate<String> which) {
        return with(repository -> TreeLook.fingerprint(repository, id(commit), which));
    }

    /**
     * Turns a worktree into a commit on {@code parent}, by the rules of {@link WorktreeScan}, and
     * keeps it reachable under {@code ref} ({@code refs/mosaic/...}, local to the mirror). Nothing
     * may write to the worktree any more. Files that the parent's {@code .gitignore} ignores stay
     * out; files that the parent holds are seen even then.
     */
    public Snapshot snapshot(
            Path worktree,
            CommitSha parent,
            String ref,
            CommitMessage message,
            CommitLimits limits) {
        OwnRefs.require(ref);
        return exclusively(repository -> {
            try (var walk = new RevWalk(repository);
                    var inserter = repository.newObjectInserter()) {
                var base = walk.parseCommit(id(parent));
                var scan = new WorktreeScan(walk.getObjectReader(), limits);
                scan.scan(worktree, base.getTree());
                if (!scan.reasons().isEmpty()) {
                    return new Snapshot.Refused(scan.reasons());
                }
                var tree = tree(scan, base, walk, inserter);
                if (tree.equals(base.getTree())) {
                    return new Snapshot.Unchanged();
                }
                var commit = inserter.insert(Commits.of(message, tree, base, clock.instant()));
                inserter.flush();
                OwnRefs.move(repository, ref, commit);
                return new Snapshot.Committed(
                        new CommitSha(commit.name()),
                        new Differences(repository).changes(base, commit));
            }
        });
    }

    /**
     * What {@code commit} has that {@code base} has not, for {@link #unpack} in another mirror;
     * empty if it is longer than {@code maxBytes}.
     */
    public Optional<byte[]> pack(CommitSha commit, CommitSha base, int maxBytes) {
        return with(repository -> Bundles.write(repository, id(commit), id(base), maxBytes));
    }

    /**
     * Takes in what {@link #pack} gave, and keeps it reachable under {@code ref} as {@link
     * #snapshot} does. False if this mirror has not the base, or what was packed is broken or
     * another commit.
     */
    public boolean unpack(byte[] packed, CommitSha commit, String ref) {
        OwnRefs.require(ref);
        return exclusively(repository -> Bundles.read(repository, packed, id(commit), ref));
    }

    @Override
    public void checkOut(CommitSha commit, Path folder) {
        with(repository -> {
            try (var walk = new RevWalk(repository)) {
                new Checkout(shown(remote), walk.getObjectReader(), settings)
                        .write(walk.parseCommit(id(commit)).getTree(), folder);
            }
            return true;
        });
    }

    /** What lies between two commits, file by file. */
    public List<FileChange> changes(CommitSha base, CommitSha head) {
        return with(repository -> new Differences(repository).changes(id(base), id(head)));
    }

    /**
     * The unified diff between two commits, cut to {@code maxBytes} with a last line that says so.
     */
    public String diff(CommitSha base, CommitSha head, int maxBytes) {
        return with(repository -> new Differences(repository).diff(id(base), id(head), maxBytes));
    }

    /**
     * What lies in {@code head} that {@code base} has not, file by file: new lines of texts, all of
     * what is no text or longer than 2 MiB.
     *
     * @param largest bytes of a file that are looked at; larger ones are only named
     */
    public Addition.All additions(CommitSha base, CommitSha head, int largest) {
        return with(repository -> {
            try (var walk = new RevWalk(repository)) {
                var reader = walk.getObjectReader();
                return new Additions(repository, largest)
                        .between(
                                new CanonicalTreeParser(
                                        null, reader, walk.parseCommit(id(base)).getTree()),
                                new CanonicalTreeParser(
                                        null, reader, walk.parseCommit(id(head)).getTree()));
            }
        });
    }

    /** The whole message of a commit. */
    public String message(CommitSha commit) {
        return with(repository -> {
            try (var walk = new RevWalk(repository)) {
                return walk.parseCommit(id(commit)).getFullMessage();
            }
        });
    }

    /** Takes files, one after the other; false ends it. */
    public interface FileReader {
        boolean read(String path, byte[] bytes);
    }

    /**
     * Shows the files of a commit, in the order of their paths.
     *
     * @param largest larger ones are left out
     */
    public void files(CommitSha commit, int largest, FileReader reader) {
        with(repository -> {
            try (var walk = new RevWalk(repository);
                    var tree = new TreeWalk(walk.getObjectReader())) {
                tree.addTree(walk.parseCommit(id(commit)).getTree());
                tree.setRecursive(true);
                while (tree.next()) {
                    Troubles.stopIfInterrupted();
                    if (isRegular(tree)) {
                        var blob = walk.getObjectReader().open(tree.getObjectId(0));
                        if (blob.getSize() <= largest
                                && !reader.read(tree.getPathString(), blob.getBytes(largest))) {
                            break;
                        }
                    }
                }
            }
            return true;
        });
    }

    /**
     * The newest commit that both have in their history: where one left the other. Empty if their
     * histories have nothing in common.
     */
    public Optional<CommitSha> forkPoint(CommitSha one, CommitSha other) {
        return with(repository -> {
            try (var walk = new RevWalk(repository)) {
                walk.setRevFilter(RevFilter.MERGE_BASE);
                walk.markStart(walk.parseCommit(id(one)));
                walk.markStart(walk.parseCommit(id(other)));
                var found = walk.next();
                return found == null ? Optional.empty() : Optional.of(new CommitSha(found.name()));
            }
        });
    }

    /** Would {@code commit} merge into {@code onto}? In memory only. */
    public Merge merge(CommitSha commit, CommitSha onto) {
        return with(repository -> ConflictCheck.of(repository, id(commit), id(onto)));
    }

    /**
     * Moves {@code branch} of the remote from {@code expected} to {@code commit}. Only branches
     * that begin with {@code mosaic/} are accepted.
     *
     * @param expected null if the branch must not exist yet
     */
    public Push push(CommitSha commit, String branch, @Nullable CommitSha expected) {
        if (!branch.startsWith(OURS) || !Repository.isValidRefName("refs/heads/" + branch)) {
            throw new IllegalArgumentException("not a branch of ours: " + branch);
        }
        return with(repository ->
                new Wire(repository, remote, settings.timeout(), clock)
                        .push(id(commit), branch, expected == null ? null : id(expected)));
    }

    /** What people call a remote. */
    static String shown(Remote remote) {
        var local = "file".equalsIgnoreCase(remote.url().getScheme());
        return local ? Path.of(remote.url()).toString() : remote.url().toString();
    }

    private interface Work<T> {
        T on(Repository repository) throws IOException;
    }

    private <T> T with(Work<T> work) {
        return Troubles.translated(
                shown(remote),
                () -> {
                    try (var repository = Isolation.open(gitDir)) {
                        return work.on(repository);
                    }
                });
    }

    /** For what moves refs: two at once would trip over each other's locks. */
    private <T> T exclusively(Work<T> work) {
        Mirrors.lock(lock, shown(remote));
        try {
            return with(work);
        } finally {
            lock.unlock();
        }
    }

    private static ObjectId tree(
            WorktreeScan scan, RevCommit base, RevWalk walk, ObjectInserter inserter)
            throws IOException {
        var index = DirCache.read(walk.getObjectReader(), base.getTree());
        var edits = index.editor();
        for (var path : scan.deleted()) {
            edits.add(new DeletePath(new DirCacheEntry(TreePaths.bytes(path))));
        }
        for (var file : scan.written().entrySet()) {
            var blob = inserter.insert(Constants.OBJ_BLOB, file.getValue().bytes());
            edits.add(
                    new PathEdit(new DirCacheEntry(TreePaths.bytes(file.getKey()))) {
                        @Override
                        public void apply(DirCacheEntry entry) {
                            entry.setFileMode(file.getValue().mode());
                            entry.setObjectId(blob);
                        }
                    });
        }
        edits.finish();
        return index.writeTree(inserter);
    }

    private static @Nullable TreeWalk find(RevWalk walk, CommitSha commit, String path)
            throws IOException {
        var tree = walk.parseCommit(id(commit)).getTree();
        return path.isEmpty() || path.startsWith("/") || path.endsWith("/")
                ? null
                : TreeWalk.forPath(walk.getObjectReader(), path, tree);
    }

    static boolean isRegular(TreeWalk at) {
        return (at.getRawMode(0) & FileMode.TYPE_MASK) == FileMode.TYPE_FILE;
    }

    private static ObjectId id(CommitSha sha) {
        return ObjectId.fromString(sha.hex());
    }
}
