package dev.mosaic.stitcher.job;

/** What a job is to bring about. Each later kind joins together with its steps. */
public enum JobKind {
    /** A change that passes the gates, proposed as a pull request. */
    FIX,
    /** What a reviewer says of a change that is there. Changes nothing. */
    REVIEW,
    /**
     * What the gates that are no person and no agent say of a change that is there. Changes
     * nothing.
     */
    CHECK;

    /** True if it judges a change that somebody else made, and changes nothing. */
    public boolean inspects() {
        return this != FIX;
    }
}
