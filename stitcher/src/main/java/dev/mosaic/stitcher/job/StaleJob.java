package dev.mosaic.stitcher.job;

/**
 * Somebody else changed the job first, or the lease is no longer ours: read again and decide anew.
 */
public final class StaleJob extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public StaleJob(JobId id) {
        super("job %s was changed by somebody else".formatted(id));
    }
}
