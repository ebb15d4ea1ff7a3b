package dev.mosaic.stitcher.sandbox.egress;

import java.time.Duration;

/** How long something is still waited for. One thread sets it, another looks. */
final class Patience {
    private volatile boolean endless;
    private volatile long until;

    Patience(Duration limit) {
        last(limit);
    }

    /** From now on so long. */
    void last(Duration limit) {
        until = System.nanoTime() + limit.toNanos();
        endless = false;
    }

    /** For as long as it takes: somebody else sees to its end. */
    void lastForever() {
        endless = true;
    }

    boolean isOver() {
        return !endless && System.nanoTime() - until > 0;
    }
}
