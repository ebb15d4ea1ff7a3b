package dev.mosaic.stitcher.sequence;

/** Why a job's thread was interrupted. */
enum StopReason {
    /** Somebody cancelled the job: its end is ours to write. */
    CANCELLED,
    /** The lease is lost: write nothing. */
    LOST,
    /** This node goes down: the job goes back to the queue. */
    SHUTDOWN
}
