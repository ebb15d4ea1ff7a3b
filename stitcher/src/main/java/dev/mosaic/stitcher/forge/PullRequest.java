package dev.mosaic.stitcher.forge;

/**
 * A pull request as the forge shows it now.
 *
 * @param head the branch with the change
 * @param base the branch that it wants to join
 * @param url where a person reads it; {@code mosaic:} for the local forge, which has no pages
 */
public record PullRequest(
        IssueRef ref,
        String title,
        String body,
        String head,
        String base,
        State state,
        String url) {

    /** Where a pull request stands. */
    public enum State {
        OPEN,
        CLOSED,
        MERGED
    }
}
