package dev.mosaic.stitcher.git.mirror;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Lock files of git ({@code HEAD.lock}, {@code refs/…/x.lock}) whose holder was killed. No git ever
 * takes one away: each refuses to move the ref for as long as the file lies there.
 */
final class StaleLocks {
    /** Whoever moves a ref holds its lock for milliseconds. */
    static final Duration LONGEST_HOLD = Duration.ofSeconds(10);

    private static final Logger log = LoggerFactory.getLogger(StaleLocks.class);
    private static final String LOCK = ".lock";

    private StaleLocks() {}

    /** Removes all of a repository in which nobody works. No branch can have such a name. */
    static void removeAll(Path gitDir) throws IOException {
        try (var above = Files.list(gitDir);
                var refs = Files.walk(gitDir.resolve("refs"))) {
            var locks =
                    Stream.concat(above, refs)
                            .filter(path -> path.getFileName().toString().endsWith(LOCK))
                            .filter(StaleLocks::isFile)
                            .toList();
            for (var lock : locks) {
                remove(lock);
            }
        }
    }

    /**
     * Whether the ref is locked; if that has been so for too long, it is not any more afterwards.
     */
    static boolean isLocked(Path gitDir, String ref, Instant now) throws IOException {
        var lock = gitDir.resolve(ref + LOCK);
        if (!isFile(lock)) {
            return false;
        }
        var since = Files.getLastModifiedTime(lock, LinkOption.NOFOLLOW_LINKS).toInstant();
        if (since.isBefore(now.minus(LONGEST_HOLD))) {
            remove(lock);
        }
        return true;
    }

    private static boolean isFile(Path path) {
        return Files.isRegularFile(path, LinkOption.NOFOLLOW_LINKS);
    }

    private static void remove(Path lock) throws IOException {
        if (Files.deleteIfExists(lock)) {
            log.atWarn().addKeyValue("lock", lock).log("removed the lock of a git that was killed");
        }
    }
}
