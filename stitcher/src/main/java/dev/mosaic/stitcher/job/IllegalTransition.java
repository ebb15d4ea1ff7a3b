package dev.mosaic.stitcher.job;

/** A bug or a lost race: somebody tried to move a job along an arrow that does not exist. */
public final class IllegalTransition extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public IllegalTransition(JobId id, JobStatus from, JobStatus to) {
        super("job %s cannot go from %s to %s".formatted(id, from, to));
    }
}
