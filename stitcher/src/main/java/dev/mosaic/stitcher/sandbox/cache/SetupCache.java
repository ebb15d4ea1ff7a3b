package dev.mosaic.stitcher.sandbox.cache;

import dev.mosaic.stitcher.failure.Failure;
import dev.mosaic.stitcher.sandbox.SandboxSettings;
import dev.mosaic.stitcher.sandbox.usage.Footprint;
import dev.mosaic.stitcher.sandbox.usage.Removal;
import java.io.IOException;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.FileLockInterruptionException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;

/**
 * The cache of all that setups left on this machine. Several processes may share it. Each is a
 * folder named by its key, with the HOME in it and, beside it, files of ours that no command ever
 * sees.
 */
@Component
public final class SetupCache {
    static final String HOME = "home";

    private static final Logger log = LoggerFactory.getLogger(SetupCache.class);
    private static final String ASIDE = ".making-";
    private static final String EVICTED = ".forgotten-";
    private static final String USED = "used";
    private static final String SIZE = "size";
    private static final Duration LONGEST_MAKING = Duration.ofDays(2);

    private final Path folder;
    private final SetupSettings settings;
    private final FolderLocks locks = new FolderLocks();
    private final Map<SetupKey, ReentrantLock> turns = new ConcurrentHashMap<>();

    public SetupCache(SandboxSettings sandboxes, SetupSettings settings) {
        this.folder = sandboxes.folder().toAbsolutePath().normalize().resolve("setups");
        this.settings = settings;
    }

    public SetupSettings settings() {
        return settings;
    }

    /** Where all of it is; made if it is not there. For nobody but this process's account. */
    public Path folder() {
        try {
            Files.createDirectories(folder.getParent());
            if (!Files.isDirectory(folder)) {
                Files.createDirectories(
                        folder,
                        PosixFilePermissions.asFileAttribute(
                                PosixFilePermissions.fromString("rwx------")));
            }
            return folder;
        } catch (IOException e) {
            throw refused(e);
        }
    }

    /** Whoever makes what a key says does so with this held; others wait, and find it made. */
    public ReentrantLock turn(SetupKey key) {
        return turns.computeIfAbsent(key, _ -> new ReentrantLock());
    }

    /** What was made under a key, held; null if there is none. */
    public @Nullable CachedSetup take(SetupKey key) {
        var place = folder.resolve(key.word());
        var used = place.resolve(USED);
        try {
            if (!locks.take(used)) {
                return null;
            }
            Files.setLastModifiedTime(used, FileTime.from(now()));
            return new CachedSetup(place.resolve(HOME), () -> letGo(used));
        } catch (IOException e) {
            throw refused(e);
        }
    }

    private void letGo(Path used) {
        try {
            locks.letGo(used);
        } catch (IOException e) {
            log.atWarn().setCause(e).log("a lock was not given back");
        }
    }

    /** Begins to make something, in a folder of its own. */
    public PendingSetup begin(SetupKey key, String node, String incarnation) {
        var aside =
                folder().resolve(
                                "%s%08x"
                                        .formatted(
                                                beginning(node, incarnation),
                                                ThreadLocalRandom.current().nextInt()));
        try {
            var mine =
                    PosixFilePermissions.asFileAttribute(
                            PosixFilePermissions.fromString("rwx------"));
            Files.createDirectory(aside, mine);
            Files.createDirectory(aside.resolve(HOME), mine);
            return new PendingSetup(this, key, aside);
        } catch (IOException e) {
            Removal.of(aside);
            throw refused(e);
        }
    }

    CachedSetup keep(SetupKey key, Path aside) {
        var place = folder.resolve(key.word());
        try {
            var size = Footprint.of(List.of(aside.resolve(HOME)), Long.MAX_VALUE, Long.MAX_VALUE);
            Files.writeString(aside.resolve(SIZE), Long.toString(size.bytes()));
            Files.createFile(aside.resolve(USED));
            if (!Files.exists(place)) {
                Files.move(aside, place, StandardCopyOption.ATOMIC_MOVE);
            }
        } catch (IOException e) {
            if (!Files.exists(place)) {
                throw refused(e);
            }
            // somebody else was faster, and made the same
        }
        var cached = take(key);
        if (cached == null) {
            throw new Failure.Later(
                    "What a setup fetched was removed at once. Raise mosaic.sandbox.docker.setup.size if that lasts.",
                    Duration.ofSeconds(5),
                    null);
        }
        tidy();
        return cached;
    }

    /** Removes what is old, and then what was not used longest until there is not too much. */
    public void tidy() {
        var left = entries();
        if (left.isEmpty()) {
            return;
        }
        var old = now().minus(settings.age());
        var all = left.stream().mapToLong(Entry::bytes).sum();
        for (var item : left) {
            if (item.used().isBefore(old) || all > settings.size().toBytes()) {
                all -= evict(item.place()) ? item.bytes() : 0;
            }
        }
    }

    /** One that is cached. @param used the last time */
    public record Entry(Path place, long bytes, Instant used) {}

    /** All that is cached, what was not used longest first. */
    public List<Entry> entries() {
        var found = new ArrayList<Entry>();
        for (var place : list("[0-9a-f]*")) {
            try {
                found.add(
                        new Entry(
                                place,
                                Long.parseLong(Files.readString(place.resolve(SIZE)).strip()),
                                Files.getLastModifiedTime(place.resolve(USED)).toInstant()));
            } catch (IOException | NumberFormatException e) {
                // another process removes it just now
            }
        }
        found.sort(Comparator.comparing(Entry::used));
        return found;
    }

    /** False if somebody uses it. */
    private boolean evict(Path place) {
        var away =
                folder.resolve(
                        "%s%s-%08x"
                                .formatted(
                                        EVICTED,
                                        place.getFileName().toString().substring(0, 8),
                                        ThreadLocalRandom.current().nextInt()));
        try {
            var gone =
                    locks.alone(
                            place.resolve(USED),
                            () -> Files.move(place, away, StandardCopyOption.ATOMIC_MOVE));
            if (gone) {
                Removal.of(away);
            }
            return gone;
        } catch (IOException e) {
            log.atWarn().addKeyValue("folder", place).setCause(e).log("a setup was not forgotten");
            return false;
        }
    }

    /**
     * Removes what a node's earlier incarnations did not finish, and what nobody did for days, and
     * tidies up. Nothing of these incarnations may run any more.
     */
    public void sweep(String node, String incarnation) {
        list(ASIDE + brief(node) + "-*").stream()
                .filter(it -> !it.getFileName().toString().startsWith(beginning(node, incarnation)))
                .forEach(Removal::of);
        var unfinished = list(ASIDE + "*");
        if (!unfinished.isEmpty()) {
            var old = now().minus(LONGEST_MAKING);
            unfinished.stream().filter(it -> isBefore(it, old)).forEach(Removal::of);
        }
        list(EVICTED + "*").forEach(Removal::of);
        tidy();
    }

    /** By the clock of the disk, which all processes that share it have in common. */
    private Instant now() {
        try {
            var probe = Files.createTempFile(folder(), ".now-", "");
            try {
                return Files.getLastModifiedTime(probe).toInstant();
            } finally {
                Files.deleteIfExists(probe);
            }
        } catch (IOException e) {
            throw refused(e);
        }
    }

    private static boolean isBefore(Path path, Instant time) {
        try {
            return Files.getLastModifiedTime(path).toInstant().isBefore(time);
        } catch (IOException e) {
            return false;
        }
    }

    private List<Path> list(String glob) {
        if (!Files.isDirectory(folder)) {
            return List.of();
        }
        var found = new ArrayList<Path>();
        try (var entries = Files.newDirectoryStream(folder, glob)) {
            entries.forEach(found::add);
            return found;
        } catch (IOException e) {
            throw refused(e);
        } catch (DirectoryIteratorException e) {
            throw refused(new IOException(e));
        }
    }

    private RuntimeException refused(IOException e) {
        if (e instanceof ClosedByInterruptException || e instanceof FileLockInterruptionException) {
            return new Failure.Later("The setup was interrupted.", Duration.ofSeconds(1), e);
        }
        return new Failure.Never(
                "What setups fetch cannot be kept in `%s`: %s. Let mosaic.sandbox.folder name a folder that Mosaic may write to, on a disk with room."
                        .formatted(folder, e),
                e);
    }

    private static String beginning(String node, String incarnation) {
        return "%s%s-%s-".formatted(ASIDE, brief(node), brief(incarnation));
    }

    private static String brief(String text) {
        return "%08x".formatted(text.hashCode());
    }
}
