package dev.mosaic.stitcher.git;

/**
 * How large a change the host is willing to turn into a commit.
 *
 * @param files changed files at most
 * @param fileBytes bytes of one changed file at most
 * @param totalBytes bytes of all changed files together at most
 * @param depth folders above a file at most
 */
public record CommitLimits(int files, long fileBytes, long totalBytes, int depth) {
    /** 2,000 files, 10 MiB a file, 50 MiB in all, 40 folders deep. */
    public static final CommitLimits DEFAULT = new CommitLimits(2_000, 10L << 20, 50L << 20, 40);
}
