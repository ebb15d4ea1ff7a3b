package dev.mosaic.stitcher.testkit;

import dev.mosaic.stitcher.failure.Failure;
import dev.mosaic.stitcher.forge.Comment;
import dev.mosaic.stitcher.forge.Forge;
import dev.mosaic.stitcher.forge.Issue;
import dev.mosaic.stitcher.forge.IssueRef;
import dev.mosaic.stitcher.forge.LocalRepositories;
import dev.mosaic.stitcher.forge.NewPullRequest;
import dev.mosaic.stitcher.forge.Permission;
import dev.mosaic.stitcher.forge.PullRequest;
import dev.mosaic.stitcher.forge.Repo;
import dev.mosaic.stitcher.forge.RepoName;
import dev.mosaic.stitcher.forge.RepoRef;
import dev.mosaic.stitcher.git.Remote;
import java.net.URI;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.function.Supplier;
import java.util.stream.Stream;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * A forge in memory, under any id. Repositories hold no git data; {@link #remoteOf} says where a
 * test keeps them. Everybody is a stranger until {@link #permit}; the owner of a repository is its
 * administrator. Thread-safe.
 */
public final class FakeForge implements Forge, LocalRepositories {
    private static final Instant EPOCH = Instant.parse("2026-01-01T00:00:00Z");
    private static final String BOT = "mosaic";

    private final String id;
    private final Map<Long, Repo> repos = new TreeMap<>();
    private final Map<Path, RepoName> adopted = new HashMap<>();
    private final Map<IssueRef, Issue> issues = new HashMap<>();
    private final Map<IssueRef, PullRequest> pulls = new HashMap<>();
    private final Map<IssueRef, List<Comment>> comments = new HashMap<>();
    private final Map<RepoRef, Map<String, Permission>> permissions = new HashMap<>();
    private final Map<RepoRef, URI> remotes = new HashMap<>();
    private Supplier<RuntimeException> outage;
    private long ticks;

    public FakeForge(String id) {
        this.id = id;
    }

    /** From now on this person may do that. */
    public synchronized FakeForge permit(RepoName repo, String user, Permission permission) {
        permissions.computeIfAbsent(byName(repo).ref(), _ -> new HashMap<>()).put(user, permission);
        return this;
    }

    /** Where the git data of a repository lies, as a {@code file:} address. */
    public synchronized FakeForge remoteOf(RepoName repo, URI url) {
        remotes.put(byName(repo).ref(), url);
        return this;
    }

    /** Makes a repository; shorter than {@link #create}. */
    public Repo repository(String name) {
        return create(RepoName.parse(name), Map.of(), "begin").block();
    }

    /** Opens an issue; shorter than {@link #openIssue(RepoRef, String, String, String)}. */
    public Issue openIssue(Repo repo, String title) {
        return openIssue(repo.ref(), title, "", repo.name().owner()).block();
    }

    public synchronized void closeIssue(IssueRef ref) {
        issues.computeIfPresent(ref, (_, issue) -> with(issue, false));
    }

    /** Somebody closes or merges a pull request. */
    public synchronized void end(IssueRef ref, PullRequest.State state) {
        pulls.computeIfPresent(
                ref,
                (_, pull) ->
                        new PullRequest(
                                ref,
                                pull.title(),
                                pull.body(),
                                pull.head(),
                                pull.base(),
                                state,
                                pull.url()));
    }

    /** From now on every call fails so, until {@link #recover}. */
    public synchronized void failWith(Supplier<RuntimeException> failure) {
        outage = failure;
    }

    public synchronized void recover() {
        outage = null;
    }

    @Override
    public String id() {
        return id;
    }

    @Override
    public Mono<Repo> repo(RepoName name) {
        return ask(() -> find(name));
    }

    @Override
    public Mono<Repo> repo(RepoRef ref) {
        return ask(() -> of(ref));
    }

    @Override
    public Flux<Repo> repos() {
        return askAll(() ->
                repos.values().stream()
                        .sorted(Comparator.comparing(repo -> repo.name().toString())));
    }

    @Override
    public Mono<Issue> issue(IssueRef ref) {
        return ask(() -> issues.get(ref));
    }

    @Override
    public Flux<Issue> openIssues(RepoRef repo) {
        return askAll(() ->
                issues.values().stream()
                        .filter(issue -> issue.open() && issue.ref().repo().equals(repo))
                        .sorted(Comparator.comparing(issue -> issue.ref().number())));
    }

    @Override
    public Flux<Comment> comments(IssueRef ref) {
        return askAll(() -> comments.getOrDefault(ref, List.of()).stream());
    }

    @Override
    public Mono<Comment> comment(IssueRef ref, String body) {
        return ask(() -> add(ref, BOT, body));
    }

    /** A comment of a person. */
    public synchronized Comment comment(IssueRef ref, String author, String body) {
        return add(ref, author, body);
    }

    @Override
    public Mono<PullRequest> openPullRequest(RepoRef repo, String head, String base) {
        return ask(() -> open(repo, head, base));
    }

    @Override
    public Mono<PullRequest> pullRequest(IssueRef ref) {
        return ask(() -> pulls.get(ref));
    }

    @Override
    public Mono<PullRequest> propose(NewPullRequest wanted) {
        return ask(() -> {
            var open = open(wanted.repo(), wanted.head(), wanted.base());
            var ref =
                    open == null
                            ? new IssueRef(wanted.repo(), nextNumber(wanted.repo()))
                            : open.ref();
            var pull =
                    new PullRequest(
                            ref,
                            wanted.title(),
                            wanted.body(),
                            wanted.head(),
                            wanted.base(),
                            PullRequest.State.OPEN,
                            "mosaic:%s/pulls/%d".formatted(of(wanted.repo()).name(), ref.number()));
            pulls.put(ref, pull);
            return pull;
        });
    }

    @Override
    public Mono<Permission> permission(RepoRef repo, String user) {
        return ask(() -> {
            var known = of(repo);
            if (known == null) {
                return null;
            }
            var owner = known.name().owner().equals(user);
            return permissions
                    .getOrDefault(repo, Map.of())
                    .getOrDefault(user, owner ? Permission.ADMIN : Permission.NONE);
        });
    }

    @Override
    public Mono<Remote> remote(RepoRef repo) {
        return ask(() ->
                remotes.containsKey(repo)
                        ? new Remote(id + "-" + repo.id(), remotes.get(repo), null)
                        : null);
    }

    @Override
    public Mono<Repo> create(RepoName name, Map<String, String> files, String message) {
        return ask(() -> {
            var known = find(name);
            return known == null ? add(name) : known;
        });
    }

    @Override
    public Mono<Repo> adopt(RepoName name, Path folder) {
        return ask(() -> {
            var before = adopted.get(folder);
            if (before != null) {
                return find(before);
            }
            if (find(name) != null) {
                throw new Failure.Never(
                        "The name %s belongs to another repository.".formatted(name), null);
            }
            adopted.put(folder, name);
            var repo = add(name);
            remotes.put(repo.ref(), folder.toUri());
            return repo;
        });
    }

    @Override
    public Mono<Issue> openIssue(RepoRef repo, String title, String body, String author) {
        return ask(() -> {
            var ref = new IssueRef(repo, nextNumber(repo));
            var issue = new Issue(ref, title, body, author, true, List.of(), tick());
            issues.put(ref, issue);
            return issue;
        });
    }

    private synchronized <T> T answer(Callable<T> question) throws Exception {
        if (outage != null) {
            throw outage.get();
        }
        return question.call();
    }

    private <T> Mono<T> ask(Callable<T> question) {
        return Mono.fromCallable(() -> answer(question));
    }

    private <T> Flux<T> askAll(Supplier<Stream<T>> question) {
        return ask(() -> question.get().toList()).flatMapIterable(all -> all);
    }

    private Repo add(RepoName name) {
        var repo = new Repo(new RepoRef(id, repos.size() + 1L), name, "main");
        repos.put(repo.ref().id(), repo);
        return repo;
    }

    private Comment add(IssueRef ref, String author, String body) {
        var thread = comments.computeIfAbsent(ref, _ -> new ArrayList<>());
        var comment = new Comment(++ticks, author, body, tick());
        thread.add(comment);
        return comment;
    }

    private Repo of(RepoRef ref) {
        return ref.forge().equals(id) ? repos.get(ref.id()) : null;
    }

    private Repo find(RepoName name) {
        return repos.values().stream()
                .filter(repo -> repo.name().equals(name))
                .findFirst()
                .orElse(null);
    }

    private Repo byName(RepoName name) {
        var repo = find(name);
        if (repo == null) {
            throw new IllegalArgumentException("no repository " + name);
        }
        return repo;
    }

    private PullRequest open(RepoRef repo, String head, String base) {
        return pulls.values().stream()
                .filter(pull ->
                        pull.state() == PullRequest.State.OPEN
                                && pull.ref().repo().equals(repo)
                                && pull.head().equals(head)
                                && pull.base().equals(base))
                .findFirst()
                .orElse(null);
    }

    /** Issues and pull requests share their numbers. */
    private long nextNumber(RepoRef repo) {
        return 1
                + Stream.concat(issues.keySet().stream(), pulls.keySet().stream())
                        .filter(ref -> ref.repo().equals(repo))
                        .mapToLong(IssueRef::number)
                        .max()
                        .orElse(0);
    }

    private Instant tick() {
        return EPOCH.plusSeconds(++ticks);
    }

    private static Issue with(Issue issue, boolean open) {
        return new Issue(
                issue.ref(),
                issue.title(),
                issue.body(),
                issue.author(),
                open,
                issue.labels(),
                issue.createdAt());
    }
}
