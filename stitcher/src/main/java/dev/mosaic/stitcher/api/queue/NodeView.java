package dev.mosaic.stitcher.api.queue;

import dev.mosaic.stitcher.queue.Nodes;
import java.time.Instant;

/** A node as its heartbeats show it. */
record NodeView(
        String id,
        int slots,
        int running,
        boolean alive,
        boolean draining,
        Instant startedAt,
        Instant heartbeatAt) {
    static NodeView of(Nodes.Seen node) {
        return new NodeView(
                node.id(),
                node.slots(),
                node.running(),
                node.alive(),
                node.draining(),
                node.startedAt(),
                node.heartbeatAt());
    }
}
