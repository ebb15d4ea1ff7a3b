package dev.mosaic.stitcher.git.worktree;

import dev.mosaic.stitcher.failure.Failure;
import dev.mosaic.stitcher.git.CommitSha;
import dev.mosaic.stitcher.git.GitSettings;
import dev.mosaic.stitcher.git.host.Folder;
import dev.mosaic.stitcher.git.host.Troubles;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Pattern;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.modulith.NamedInterface;
import org.springframework.stereotype.Component;

/**
 * The folders in which agents and gates work, one per use and never used again: {@code
 * epoch-{epoch}/agent-{agentId}-{jobId}}. Blocking.
 */
@Component
@NamedInterface("worktree")
public final class Worktrees {
    private static final int ATTEMPTS = 5;
    private static final Pattern ID = Pattern.compile("[A-Za-z0-9-]{1,64}");
    private static final Pattern EPOCH = Pattern.compile("epoch-\\d+");
    private static final Pattern AGENT = Pattern.compile("agent-[A-Za-z0-9-]{3,129}");

    private final Path folder;
    private final Set<Path> inUse = ConcurrentHashMap.newKeySet();

    /** Worktrees in {@code worktrees} below the folder of the settings. */
    @Autowired
    public Worktrees(GitSettings settings) {
        this(settings.folder().resolve("worktrees"));
    }

    /** Worktrees directly below a folder. */
    public Worktrees(Path folder) {
        this.folder = folder.toAbsolutePath().normalize();
    }

    /** A new folder with the files of a commit. Nothing is left if that fails. */
    public Path open(
            CommitFiles mirror, CommitSha commit, String jobId, long epoch, String agentId) {
        if (!ID.matcher(jobId).matches() || !ID.matcher(agentId).matches()) {
            throw new IllegalArgumentException("not ids: " + jobId + ", " + agentId);
        }
        var worktree =
                folder.resolve("epoch-" + epoch).resolve("agent-%s-%s".formatted(agentId, jobId));
        Troubles.translated(folder.toString(), () -> create(worktree));
        inUse.add(worktree);
        try {
            mirror.checkOut(commit, worktree);
            return worktree;
        } catch (RuntimeException e) {
            remove(worktree);
            throw e;
        }
    }

    /**
     * Removes a worktree with all it holds, read-only folders and links included, without following
     * one. Does nothing if it is gone already.
     *
     * @throws Failure.Later if something writes to it faster than it can be emptied
     */
    public void remove(Path worktree) {
        var path = worktree.toAbsolutePath().normalize();
        if (!isOurs(path)) {
            throw new IllegalArgumentException("not a worktree of ours: " + worktree);
        }
        try {
            empty(path);
            inUse.remove(path);
        } catch (IOException e) {
            throw new Failure.Later(
                    "The worktree %s could not be removed: %s. Remove it by hand if this lasts."
                            .formatted(path, Troubles.reason(e)),
                    Duration.ofSeconds(10),
                    e);
        }
        try {
            Files.deleteIfExists(path.getParent());
        } catch (IOException _) {
            // the epoch has other worktrees
        }
    }

    /** Somebody who could not be ended may add to it and move in it all the while. */
    private static void empty(Path worktree) throws IOException {
        for (var attempt = 1; ; attempt++) {
            try {
                Folder.delete(worktree);
                return;
            } catch (IOException e) {
                if (attempt == ATTEMPTS) {
                    throw e;
                }
            }
        }
    }

    /** What a crashed process left behind: every worktree that this process did not open. */
    public List<Path> leftovers() {
        return Troubles.translated(
                folder.toString(),
                () -> {
                    var found = new ArrayList<Path>();
                    for (var epoch : folders(folder, EPOCH)) {
                        found.addAll(folders(epoch, AGENT));
                    }
                    found.removeAll(inUse);
                    return List.copyOf(found);
                });
    }

    private static List<Path> folders(Path parent, Pattern name) throws IOException {
        if (!Files.isDirectory(parent, LinkOption.NOFOLLOW_LINKS)) {
            return List.of();
        }
        try (var children = Files.list(parent)) {
            return children.filter(child -> name.matcher(name(child)).matches()).sorted().toList();
        }
    }

    /** Another thread may just be removing the epoch's folder, as it was empty. */
    private static Path create(Path worktree) throws IOException {
        for (var attempt = 1; ; attempt++) {
            try {
                Files.createDirectories(worktree.getParent());
                return Files.createDirectory(worktree);
            } catch (FileAlreadyExistsException e) {
                throw new IllegalStateException("worktree used before: " + worktree, e);
            } catch (NoSuchFileException e) {
                if (attempt == ATTEMPTS) {
                    throw e;
                }
            }
        }
    }

    private boolean isOurs(Path path) {
        var epoch = path.getParent();
        return epoch != null
                && folder.equals(epoch.getParent())
                && EPOCH.matcher(name(epoch)).matches()
                && AGENT.matcher(name(path)).matches();
    }

    private static String name(Path path) {
        return String.valueOf(path.getFileName());
    }
}
