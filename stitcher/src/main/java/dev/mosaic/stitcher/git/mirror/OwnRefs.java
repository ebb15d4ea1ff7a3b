package dev.mosaic.stitcher.git.mirror;

import java.io.IOException;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.Repository;

/** The refs that keep a job's commits in a mirror. No fetch and no push touches them. */
final class OwnRefs {
    private OwnRefs() {}

    static void require(String ref) {
        if (!ref.startsWith("refs/mosaic/") || !Repository.isValidRefName(ref)) {
            throw new IllegalArgumentException("not a ref of ours: " + ref);
        }
    }

    static void move(Repository repository, String ref, ObjectId commit) throws IOException {
        var update = repository.updateRef(ref);
        update.setNewObjectId(commit);
        update.disableRefLog();
        var result = update.forceUpdate();
        switch (result) {
            case NEW, FORCED, FAST_FORWARD, NO_CHANGE -> {}
            default -> throw new IOException("could not move %s: %s".formatted(ref, result));
        }
    }
}
