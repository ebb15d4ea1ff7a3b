package dev.mosaic.stitcher.api;

import dev.mosaic.stitcher.forge.Comment;
import dev.mosaic.stitcher.forge.Forge;
import dev.mosaic.stitcher.forge.Issue;
import dev.mosaic.stitcher.forge.IssueRef;
import dev.mosaic.stitcher.forge.NewPullRequest;
import dev.mosaic.stitcher.forge.Permission;
import dev.mosaic.stitcher.forge.PullRequest;
import dev.mosaic.stitcher.forge.Repo;
import dev.mosaic.stitcher.forge.RepoName;
import dev.mosaic.stitcher.forge.RepoRef;
import dev.mosaic.stitcher.git.Remote;
import java.util.Map;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** A forge of which the API only needs to know what its repositories are called. */
final class KnownRepos implements Forge {
    private final Map<RepoName, RepoRef> repos;

    KnownRepos(Map<RepoName, RepoRef> repos) {
        this.repos = Map.copyOf(repos);
    }

    @Override
    public String id() {
        return "local";
    }

    @Override
    public Mono<Repo> repo(RepoName name) {
        return Mono.justOrEmpty(repos.get(name)).map(ref -> new Repo(ref, name, "main"));
    }

    @Override
    public Mono<Repo> repo(RepoRef ref) {
        throw new UnsupportedOperationException();
    }

    @Override
    public Flux<Repo> repos() {
        throw new UnsupportedOperationException();
    }

    @Override
    public Mono<Issue> issue(IssueRef ref) {
        throw new UnsupportedOperationException();
    }

    @Override
    public Flux<Issue> openIssues(RepoRef repo) {
        throw new UnsupportedOperationException();
    }

    @Override
    public Flux<Comment> comments(IssueRef ref) {
        throw new UnsupportedOperationException();
    }

    @Override
    public Mono<Comment> comment(IssueRef ref, String body) {
        throw new UnsupportedOperationException();
    }

    @Override
    public Mono<PullRequest> openPullRequest(RepoRef repo, String head, String base) {
        throw new UnsupportedOperationException();
    }

    @Override
    public Mono<PullRequest> pullRequest(IssueRef ref) {
        throw new UnsupportedOperationException();
    }

    @Override
    public Mono<PullRequest> propose(NewPullRequest wanted) {
        throw new UnsupportedOperationException();
    }

    @Override
    public Mono<Permission> permission(RepoRef repo, String user) {
        throw new UnsupportedOperationException();
    }

    @Override
    public Mono<Remote> remote(RepoRef repo) {
        throw new UnsupportedOperationException();
    }
}
