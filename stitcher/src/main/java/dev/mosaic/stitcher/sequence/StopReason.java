package dev.mosaic.stitcher.sequence;

/** Why a job's thread was interrupted. A later one here outweighs what came before it. */
enum StopReason {
    /** Somebody cancelled the job: its end is ours to write. */
    CANCELLED,
    /** This node goes down: the job goes back to the queue. */
    SHUTDOWN,
    /** Somebody killed the job: its end is ours to write, and what survived of it. */
    KILLED,
    /** The lease is lost: write nothing. */
    LOST;

    /** True if whoever is ending in order has no time for it any more. */
    boolean isUrgent() {
        return this == KILLED || this == LOST;
    }
}
