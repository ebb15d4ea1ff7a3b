package dev.mosaic.stitcher.sandbox.cache;

import dev.mosaic.stitcher.sandbox.usage.Removal;
import java.nio.file.Path;

/** A setup that is under way, in a folder that nobody uses; gone when closed before it is kept. */
public final class Making implements AutoCloseable {
    private final Shelf shelf;
    private final Key key;
    private final Path folder;

    Making(Shelf shelf, Key key, Path folder) {
        this.shelf = shelf;
        this.key = key;
        this.folder = folder;
    }

    /** The HOME of the setup. */
    public Path home() {
        return folder.resolve(Shelf.HOME);
    }

    /**
     * Puts it in its place, in one step. Nothing may write to it any more. Where somebody else was
     * faster, his is taken.
     */
    public Kept keep() {
        return shelf.keep(key, folder);
    }

    @Override
    public void close() {
        Removal.of(folder);
    }
}
