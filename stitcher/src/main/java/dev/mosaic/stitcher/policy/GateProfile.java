package dev.mosaic.stitcher.policy;

/** Which gates a change must pass. */
public enum GateProfile {
    /** All mechanical gates and a reviewer. */
    STRICT,
    /** Tests and lint. */
    STANDARD,
    /** Tests. */
    MINIMAL
}
