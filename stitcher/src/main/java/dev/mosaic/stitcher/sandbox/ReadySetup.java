package dev.mosaic.stitcher.sandbox;

/** What a setup left, ready for the sandboxes of one job until it is closed. */
public interface ReadySetup extends AutoCloseable {
    /** Where there is no setup, or this kind of sandbox runs none. */
    ReadySetup NONE = () -> {};

    /** Sandboxes of the job that open from now on are without it. Idempotent. */
    @Override
    void close();
}
