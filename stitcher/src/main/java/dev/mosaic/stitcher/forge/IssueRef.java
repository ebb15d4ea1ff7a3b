package dev.mosaic.stitcher.forge;

/**
 * One issue or pull request: they share their numbers in every forge that we know.
 *
 * @param number from 1; 0 for {@link #none}
 */
public record IssueRef(RepoRef repo, long number) {
    public IssueRef {
        if (number < 0) {
            throw new IllegalArgumentException("not an issue number: " + number);
        }
    }

    /**
     * No issue of a repository: for what is about the repository itself, such as a branch of it.
     */
    public static IssueRef none(RepoRef repo) {
        return new IssueRef(repo, 0);
    }
}
