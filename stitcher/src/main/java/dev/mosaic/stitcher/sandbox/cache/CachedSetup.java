package dev.mosaic.stitcher.sandbox.cache;

import java.nio.file.Path;

/** What a setup left, held so that nobody removes it before it is closed. */
public final class CachedSetup implements AutoCloseable {
    private final Path home;
    private final Runnable letGo;
    private boolean closed;

    CachedSetup(Path home, Runnable letGo) {
        this.home = home;
        this.letGo = letGo;
    }

    /** The HOME of the setup. Nobody writes to it any more. */
    public Path home() {
        return home;
    }

    @Override
    public synchronized void close() {
        if (!closed) {
            closed = true;
            letGo.run();
        }
    }
}
