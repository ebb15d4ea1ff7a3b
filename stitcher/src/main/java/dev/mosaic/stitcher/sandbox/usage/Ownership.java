package dev.mosaic.stitcher.sandbox.usage;

import dev.mosaic.stitcher.failure.Failure;
import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Map;
import java.util.function.IntPredicate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Hands folders from one user to another. Only while nothing runs in them. Follows no link, and
 * leaves a file alone that has a second name elsewhere, unless a sandbox made it: its other name
 * may be {@code /etc/shadow}.
 */
public final class Ownership {
    private static final Logger log = LoggerFactory.getLogger(Ownership.class);

    private final IntPredicate ofSandboxes;
    private final String cure;

    /**
     * @param ofSandboxes true for users that are sandboxes'
     * @param cure a sentence that says what to do when files cannot be given
     */
    public Ownership(IntPredicate ofSandboxes, String cure) {
        this.ofSandboxes = ofSandboxes;
        this.cure = cure;
    }

    /** Gives folders with all they hold; {@link Failure.Never} if that is not possible. */
    public void give(List<Path> roots, int uid) {
        try {
            for (var root : roots) {
                hand(root, uid);
            }
        } catch (IOException e) {
            throw new Failure.Never(
                    "The files of a sandbox cannot be given to its account %d: %s. %s"
                            .formatted(uid, e, cure),
                    e);
        }
    }

    /** Takes a folder back; one that is gone is fine. */
    public void takeBack(Path root, int uid) {
        try {
            hand(root, uid);
        } catch (IOException e) {
            log.atWarn()
                    .addKeyValue("folder", root)
                    .addKeyValue("cause", e.toString())
                    .log("a work folder was not taken back from its sandbox's account");
        }
    }

    private void hand(Path root, int uid) throws IOException {
        var folders = new ArrayDeque<Path>(List.of(root));
        while (!folders.isEmpty()) {
            var folder = folders.pop();
            try {
                handOne(folder, uid);
                try (var entries = Files.newDirectoryStream(folder)) {
                    for (var entry : entries) {
                        if (Files.isDirectory(entry, LinkOption.NOFOLLOW_LINKS)) {
                            folders.push(entry);
                        } else {
                            handOne(entry, uid);
                        }
                    }
                }
            } catch (NoSuchFileException e) {
                // it went away, and nobody needs it
            } catch (DirectoryIteratorException e) {
                throw e.getCause();
            }
        }
    }

    private void handOne(Path path, int uid) throws IOException {
        var now =
                Files.readAttributes(path, "unix:uid,nlink,isDirectory", LinkOption.NOFOLLOW_LINKS);
        if (number(now, "uid") == uid) {
            return;
        }
        var single = Boolean.TRUE.equals(now.get("isDirectory")) || number(now, "nlink") == 1;
        if (single || ofSandboxes.test(number(now, "uid"))) {
            Files.setAttribute(path, "unix:uid", uid, LinkOption.NOFOLLOW_LINKS);
            Files.setAttribute(path, "unix:gid", uid, LinkOption.NOFOLLOW_LINKS);
        }
    }

    private static int number(Map<String, Object> attributes, String name) {
        return attributes.get(name) instanceof Integer number ? number : -1;
    }
}
