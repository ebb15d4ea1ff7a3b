package dev.mosaic.stitcher.context;

import dev.mosaic.stitcher.job.JobId;

/** The hidden line below what a reviewer said on a pull request. */
public final class ReviewMark {
    private static final String BEGIN = "<!-- mosaic:review=";

    private ReviewMark() {}

    /** Unlike that of every other review. @param attempt of the job */
    public static String of(JobId job, int attempt) {
        return "%s%s/%d -->".formatted(BEGIN, job, attempt);
    }

    /** Whoever writes it below their own words hides these from the next reviewer, and no more. */
    static boolean isOn(String comment) {
        return comment.contains(BEGIN);
    }
}
