package dev.mosaic.stitcher.sandbox.mirror;

import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedSet;
import java.util.concurrent.atomic.AtomicLong;

/** What one setup fetched of mirrors, and what it could not have. Safe for several threads. */
public final class MirrorUse {
    private static final int MOST = 200;

    private final AtomicLong files = new AtomicLong();
    private final Map<String, Trouble> troubles = new LinkedHashMap<>();
    private final SequencedSet<String> absent = new LinkedHashSet<>();

    /**
     * Why a file did not come although it may be there.
     *
     * @param sentence names the setting
     * @param passing whether it may come at another time by itself
     */
    public record Trouble(String sentence, boolean passing) {}

    /** It was answered for. @param file whether with a file */
    public void answered(String path, boolean file) {
        if (file) {
            files.incrementAndGet();
        }
        synchronized (troubles) {
            troubles.remove(path);
            absent.remove(path);
        }
    }

    /** The mirror says that there is no such file; of many the last are kept. */
    public void missed(String path) {
        synchronized (troubles) {
            absent.add(path);
            if (absent.size() > MOST) {
                absent.removeFirst();
            }
        }
    }

    /** What mirrors said that they do not have, as it was asked for. */
    public List<String> absent() {
        synchronized (troubles) {
            return List.copyOf(absent);
        }
    }

    /** It did not; a later answer for the same path makes up for it. */
    public void failed(String path, Trouble trouble) {
        synchronized (troubles) {
            if (troubles.size() < MOST) {
                troubles.put(path, trouble);
            }
        }
    }

    /** How many files came. */
    public long files() {
        return files.get();
    }

    /** What was not made up for; one that does not pass before those that do. */
    public Optional<Trouble> trouble() {
        synchronized (troubles) {
            return troubles.values().stream()
                    .filter(it -> !it.passing())
                    .findFirst()
                    .or(() -> troubles.values().stream().findFirst());
        }
    }
}
