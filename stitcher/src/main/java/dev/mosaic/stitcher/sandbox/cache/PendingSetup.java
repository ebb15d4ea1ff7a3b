package dev.mosaic.stitcher.sandbox.cache;

import dev.mosaic.stitcher.sandbox.usage.Removal;
import java.nio.file.Path;

/**
 * A setup that is under way, in a folder that nobody uses; gone when closed before it is cached.
 */
public final class PendingSetup implements AutoCloseable {
    private final SetupCache cache;
    private final SetupKey key;
    private final Path folder;

    PendingSetup(SetupCache cache, SetupKey key, Path folder) {
        this.cache = cache;
        this.key = key;
        this.folder = folder;
    }

    /** The HOME of the setup. */
    public Path home() {
        return folder.resolve(SetupCache.HOME);
    }

    /**
     * Puts it in its place, in one step. Nothing may write to it any more. Where somebody else was
     * faster, his is taken.
     */
    public CachedSetup keep() {
        return cache.keep(key, folder);
    }

    @Override
    public void close() {
        Removal.of(folder);
    }
}
