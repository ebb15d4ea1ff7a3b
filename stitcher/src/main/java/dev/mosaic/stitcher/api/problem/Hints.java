package dev.mosaic.stitcher.api.problem;

/** What to do next, where more than one place says the same. */
public final class Hints {
    public static final String PATHS = "docs/api.md lists every path.";
    public static final String INPUT = "docs/api.md shows what this path takes.";
    public static final String LEGAL_STEPS =
            "A live job can be cancelled, one that is over can be retried.";
    public static final String RIGHT = "Ask somebody who has the right, or for the right.";
    public static final String MEND = "Mend what the detail names, then send the request again.";

    private Hints() {}
}
