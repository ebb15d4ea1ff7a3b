package dev.mosaic.stitcher.queue;

import java.util.UUID;

/**
 * This process among the nodes of the instance.
 *
 * @param id stable over restarts on the same machine
 * @param incarnation new at every start
 */
public record Node(String id, UUID incarnation) {}
