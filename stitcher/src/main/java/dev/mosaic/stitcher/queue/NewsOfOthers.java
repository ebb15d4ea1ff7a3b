package dev.mosaic.stitcher.queue;

import reactor.core.publisher.Flux;

/**
 * Hints that the log grew by another node's hand. Each may be lost, so whoever follows the log also
 * looks by a timer.
 */
public interface NewsOfOthers {
    /**
     * Ticks soon after another node committed lines of the log. Never ends, never fails, drops
     * ticks for slow readers.
     */
    Flux<Long> ticks();
}
