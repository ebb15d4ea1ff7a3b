package dev.mosaic.stitcher.git.mirror;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HexFormat;
import java.util.List;
import java.util.function.Predicate;
import org.eclipse.jgit.lib.Constants;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.Repository;
import org.eclipse.jgit.revwalk.RevWalk;
import org.eclipse.jgit.treewalk.TreeWalk;
import org.eclipse.jgit.treewalk.filter.PathFilterGroup;

/** Looks through all files of a commit. */
final class TreeLook {
    private TreeLook() {}

    /** Bytes of all these files together; what is not there counts nothing. */
    static long bytes(Repository repository, ObjectId commit, Collection<String> paths)
            throws IOException {
        var sum = 0L;
        try (var walk = new RevWalk(repository);
                var tree = new TreeWalk(walk.getObjectReader())) {
            tree.setRecursive(true);
            tree.setFilter(PathFilterGroup.createFromStrings(paths));
            tree.addTree(walk.parseCommit(commit).getTree());
            while (tree.next()) {
                if (Mirror.isRegular(tree)) {
                    sum +=
                            walk.getObjectReader()
                                    .getObjectSize(tree.getObjectId(0), Constants.OBJ_BLOB);
                }
            }
        }
        return sum;
    }

    /** Paths of regular files, sorted; at most {@code limit}, of the first {@code most} entries. */
    static List<String> paths(Repository repository, ObjectId commit, int limit, int most)
            throws IOException {
        var paths = new ArrayList<String>();
        try (var walk = new RevWalk(repository);
                var tree = new TreeWalk(walk.getObjectReader())) {
            tree.addTree(walk.parseCommit(commit).getTree());
            var seen = 0;
            while (paths.size() < limit && seen < most && tree.next()) {
                seen++;
                if (tree.isSubtree()) {
                    tree.enterSubtree();
                } else if (Mirror.isRegular(tree)) {
                    paths.add(tree.getPathString());
                }
            }
        }
        return List.copyOf(paths);
    }

    /** Of the paths, modes and blobs of some files. */
    static String fingerprint(Repository repository, ObjectId commit, Predicate<String> which)
            throws IOException {
        var digest = sha256();
        try (var walk = new RevWalk(repository);
                var tree = new TreeWalk(walk.getObjectReader())) {
            tree.setRecursive(true);
            tree.addTree(walk.parseCommit(commit).getTree());
            while (tree.next()) {
                var path = tree.getPathString();
                if (which.test(path)) {
                    // no path has a zero in it, and the rest is of one length
                    digest.update((path + '\0').getBytes(UTF_8));
                    digest.update(
                            "%06o%s"
                                    .formatted(tree.getRawMode(0), tree.getObjectId(0).name())
                                    .getBytes(UTF_8));
                }
            }
        }
        return HexFormat.of().formatHex(digest.digest());
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
