package dev.mosaic.stitcher.sandbox;

/** What was made ready for a job, until it is closed. */
public interface Prepared extends AutoCloseable {
    /** Where nothing is to be made ready, or this kind of sandbox makes nothing. */
    Prepared NOTHING = () -> {};

    /** Sandboxes of the job that open from now on are without it. Idempotent. */
    @Override
    void close();
}
