package dev.mosaic.stitcher.forge;

import dev.mosaic.stitcher.git.Remote;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * What Mosaic asks of a git host. Lazy and non-blocking: nothing happens before somebody
 * subscribes. Empty means "there is none"; {@link dev.mosaic.stitcher.failure.Failure.Later} means
 * that the forge did not answer, {@link dev.mosaic.stitcher.failure.Failure.Never} that it will
 * never do this, {@link dev.mosaic.stitcher.failure.Failure.Denied} that our own account may not.
 *
 * <p>A method is added when a second caller needs it.
 */
public interface Forge {
    /** The id that stands in {@link RepoRef#forge()}: {@code local}, {@code gitea}. */
    String id();

    Mono<Repo> repo(RepoName name);

    Mono<Repo> repo(RepoRef ref);

    /** Every repository that Mosaic may see, by name. */
    Flux<Repo> repos();

    Mono<Issue> issue(IssueRef ref);

    /** Open issues of a repository, oldest first. */
    Flux<Issue> openIssues(RepoRef repo);

    /** Comments of an issue or pull request, oldest first. */
    Flux<Comment> comments(IssueRef ref);

    /** Adds a comment in the name of the bot. Not idempotent. */
    Mono<Comment> comment(IssueRef ref, String body);

    /** The open pull request from {@code head} into {@code base}. */
    Mono<PullRequest> openPullRequest(RepoRef repo, String head, String base);

    Mono<PullRequest> pullRequest(IssueRef ref);

    /**
     * Opens a pull request, or adopts the open one with the same head and base and gives it this
     * title and body: however often it is called, there is one.
     */
    Mono<PullRequest> propose(NewPullRequest wanted);

    /**
     * What a forge user may do; {@link Permission#NONE} for a stranger. Never empty for a
     * repository that exists.
     */
    Mono<Permission> permission(RepoRef repo, String user);

    /** Where the host fetches from and pushes to; empty if the repository is gone. */
    Mono<Remote> remote(RepoRef repo);
}
