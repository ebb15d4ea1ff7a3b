package dev.mosaic.stitcher.git.mirror;

import dev.mosaic.stitcher.failure.Failure;
import dev.mosaic.stitcher.git.GitSettings;
import dev.mosaic.stitcher.git.Remote;
import dev.mosaic.stitcher.git.host.Folder;
import dev.mosaic.stitcher.git.host.Isolation;
import dev.mosaic.stitcher.git.host.Troubles;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.ReentrantLock;
import org.eclipse.jgit.lib.Constants;
import org.eclipse.jgit.revwalk.RevWalk;
import org.eclipse.jgit.util.FS;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.stereotype.Component;

/** The bare mirrors of this node, one folder each below the work directory. Blocking. */
@Component
public final class Mirrors {
    private static final Logger log = LoggerFactory.getLogger(Mirrors.class);

    private final Path folder;
    private final GitSettings settings;
    private final Clock clock;
    private final Map<String, ReentrantLock> locks = new ConcurrentHashMap<>();
    private final Set<String> examined = ConcurrentHashMap.newKeySet();

    /** Mirrors in {@code mirrors} below the folder of the settings. */
    @Autowired
    public Mirrors(GitSettings settings, Clock clock) {
        this(settings.folder().resolve("mirrors"), settings, clock);
    }

    /** Mirrors directly below a folder, all else by default: for use without a container. */
    public Mirrors(Path folder, Clock clock) {
        this(folder, GitSettings.in(folder), clock);
    }

    private Mirrors(Path folder, GitSettings settings, Clock clock) {
        this.folder = folder.toAbsolutePath().normalize();
        this.settings = settings;
        this.clock = clock;
    }

    /**
     * The mirror of a remote. One that is not there yet, or that a crash left broken, is made and
     * fetched, and appears whole or not at all. An existing one is not fetched.
     */
    public Mirror open(Remote remote) {
        var gitDir = folder.resolve(remote.key() + ".git");
        var lock = locks.computeIfAbsent(remote.key(), _ -> new ReentrantLock());
        var where = Mirror.shown(remote);
        lock(lock, where);
        try {
            Troubles.translated(
                    where,
                    () -> {
                        if (!isWhole(gitDir, remote.key())) {
                            make(gitDir, remote);
                        }
                        return gitDir;
                    });
        } finally {
            lock.unlock();
        }
        return new Mirror(gitDir, remote, lock, settings, clock);
    }

    static void lock(ReentrantLock lock, String where) {
        try {
            lock.lockInterruptibly();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new Failure.Later(
                    "The work on %s was stopped while it waited for another job.".formatted(where),
                    Duration.ZERO,
                    e);
        }
    }

    /**
     * Looks at the form always, and at every ref once per process, after the locks of the process
     * before it are gone: the home has one process at a time.
     */
    private boolean isWhole(Path gitDir, String key) {
        if (!Files.exists(gitDir, LinkOption.NOFOLLOW_LINKS)) {
            return false;
        }
        try {
            if (!examined.contains(key)) {
                StaleLocks.removeAll(gitDir);
            }
        } catch (IOException | UncheckedIOException e) {
            log.atWarn().addKeyValue("mirror", key).setCause(e).log("found a broken mirror");
            return false;
        }
        try (var repository = Isolation.open(gitDir);
                var walk = new RevWalk(repository)) {
            if (!examined.contains(key)) {
                for (var ref : repository.getRefDatabase().getRefsByPrefix(Constants.R_REFS)) {
                    walk.parseCommit(ref.getObjectId());
                }
            }
            if (Files.isDirectory(gitDir.resolve("objects"))
                    && Files.isDirectory(gitDir.resolve("refs"))) {
                examined.add(key);
                return true;
            }
        } catch (IOException | RuntimeException e) {
            log.atWarn().addKeyValue("mirror", key).setCause(e).log("found a broken mirror");
        }
        examined.remove(key);
        return false;
    }

    private void make(Path gitDir, Remote remote) throws IOException {
        Files.createDirectories(folder);
        // JGit tries the clock of a file system in the first folder that it sees; not in one that
        // moves
        FS.getFileStoreAttributes(folder);
        Folder.delete(gitDir);
        var half = folder.resolve(".half-" + remote.key());
        Folder.delete(half);
        try (var repository = Isolation.create(half, "main")) {
            var config = repository.getConfig();
            // a redirect would carry the credential's holder to an address that nobody configured
            config.setString("http", null, "followRedirects", "false");
            // JGit tidies up after a fetch; in the background it would outlive the lock
            config.setBoolean("gc", null, "autoDetach", false);
            config.setBoolean("core", null, "logAllRefUpdates", false);
            config.save();
            new Wire(repository, remote, settings.timeout(), clock).fetch();
        } catch (IOException | RuntimeException e) {
            Folder.delete(half);
            throw e;
        }
        Files.move(half, gitDir, StandardCopyOption.ATOMIC_MOVE);
        examined.add(remote.key());
        log.atInfo().addKeyValue("mirror", remote.key()).log("made a mirror");
    }
}
