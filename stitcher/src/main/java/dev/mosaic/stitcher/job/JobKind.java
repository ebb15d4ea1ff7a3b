package dev.mosaic.stitcher.job;

/** What a job is to bring about. Each later kind joins together with its steps. */
public enum JobKind {
    /** A change that passes the gates, proposed as a pull request. */
    FIX
}
