package dev.mosaic.stitcher.queue;

import org.jspecify.annotations.Nullable;

/** Whether this node does its part of the queue. */
public interface Pulse {
    /**
     * A sentence on why this node starts no jobs though it should; null if all is well. Returns at
     * once.
     */
    @Nullable String trouble();
}
