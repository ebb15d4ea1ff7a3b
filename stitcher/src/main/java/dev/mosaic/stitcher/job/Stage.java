package dev.mosaic.stitcher.job;

/** The stages of a round, in order. */
public enum Stage {
    CONTEXT,
    WEAVE,
    INSPECT,
    PUBLISH,
    REPORT
}
