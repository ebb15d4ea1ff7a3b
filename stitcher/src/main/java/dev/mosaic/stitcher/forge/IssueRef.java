package dev.mosaic.stitcher.forge;

/** One issue or pull request: they share their numbers in every forge that we know. */
public record IssueRef(RepoRef repo, long number) {
    public IssueRef {
        if (number < 1) {
            throw new IllegalArgumentException("not an issue number: " + number);
        }
    }
}
