package dev.mosaic.stitcher.forge.local;

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
import dev.mosaic.stitcher.forge.local.Repositories.Located;
import dev.mosaic.stitcher.git.CommitMessage;
import dev.mosaic.stitcher.git.Remote;
import dev.mosaic.stitcher.git.local.LocalRepository;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Map;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;

/** The forge of this machine. Its user is its administrator; everybody else is a stranger. */
@Component
final class LocalForge implements Forge, LocalRepositories {
    private static final String BOT = "mosaic";

    private final Repositories repositories;
    private final Issues issues;
    private final PullRequests pullRequests;
    private final LocalForgeSettings settings;
    private final Clock clock;

    LocalForge(
            Repositories repositories,
            Issues issues,
            PullRequests pullRequests,
            LocalForgeSettings settings,
            Clock clock) {
        this.repositories = repositories;
        this.issues = issues;
        this.pullRequests = pullRequests;
        this.settings = settings;
        this.clock = clock;
    }

    @Override
    public String id() {
        return Repositories.FORGE;
    }

    @Override
    public Mono<Repo> repo(RepoName name) {
        return repositories.find(name).map(Located::repo);
    }

    @Override
    public Mono<Repo> repo(RepoRef ref) {
        return repositories.find(ref).map(Located::repo);
    }

    @Override
    public Flux<Repo> repos() {
        return repositories.all().map(Located::repo);
    }

    @Override
    public Mono<Issue> issue(IssueRef ref) {
        return isOurs(ref.repo()) ? issues.find(ref) : Mono.empty();
    }

    @Override
    public Flux<Issue> openIssues(RepoRef repo) {
        return isOurs(repo) ? issues.open(repo) : Flux.empty();
    }

    @Override
    public Flux<Comment> comments(IssueRef ref) {
        return isOurs(ref.repo()) ? issues.comments(ref) : Flux.empty();
    }

    @Override
    public Mono<Comment> comment(IssueRef ref, String body) {
        var written =
                isOurs(ref.repo())
                        ? Mono.defer(() -> issues.comment(ref, BOT, body))
                        : Mono.<Comment>empty();
        return written.switchIfEmpty(
                never(
                        "There is no issue or pull request #%d in %s to comment on."
                                .formatted(ref.number(), ref.repo())));
    }

    @Override
    public Mono<PullRequest> openPullRequest(RepoRef repo, String head, String base) {
        return isOurs(repo) ? pullRequests.findOpen(repo, head, base) : Mono.empty();
    }

    @Override
    public Mono<PullRequest> pullRequest(IssueRef ref) {
        return isOurs(ref.repo()) ? pullRequests.find(ref) : Mono.empty();
    }

    @Override
    public Mono<PullRequest> propose(NewPullRequest wanted) {
        var proposed =
                isOurs(wanted.repo())
                        ? Mono.defer(() -> pullRequests.propose(wanted))
                        : Mono.<PullRequest>empty();
        return proposed.switchIfEmpty(unknown(wanted.repo()));
    }

    @Override
    public Mono<Permission> permission(RepoRef repo, String user) {
        var permission = settings.isUser(user) ? Permission.ADMIN : Permission.NONE;
        return repositories.find(repo).map(_ -> permission);
    }

    @Override
    public Mono<Remote> remote(RepoRef repo) {
        return repositories
                .find(repo)
                .publishOn(Schedulers.boundedElastic())
                .map(found -> new Remote("local-" + repo.id(), found.folder().toUri(), null));
    }

    @Override
    public Mono<Repo> create(RepoName name, Map<String, String> files, String message) {
        var folder = settings.folder().resolve(name.owner()).resolve(name.name() + ".git");
        var commit = new CommitMessage(BOT, "mosaic@localhost", message, "", Map.of());
        var made =
                Mono.fromRunnable(() ->
                                LocalRepository.create(
                                        folder.toAbsolutePath().normalize(),
                                        files,
                                        commit,
                                        clock.instant()))
                        .subscribeOn(Schedulers.boundedElastic())
                        .then(Mono.defer(() -> adopt(name, folder)));
        return repo(name).switchIfEmpty(made);
    }

    @Override
    public Mono<Repo> adopt(RepoName name, Path folder) {
        var absolute = folder.toAbsolutePath().normalize();
        return Mono.fromCallable(() -> LocalRepository.at(absolute))
                .subscribeOn(Schedulers.boundedElastic())
                .map(found ->
                        found.orElseThrow(() -> new Failure.Never(noRepository(absolute), null)))
                .flatMap(found -> repositories.enter(name, found.gitDir(), found.defaultBranch()))
                .map(Located::repo)
                .switchIfEmpty(
                        never(
                                "The name %s belongs to another repository. Choose another name."
                                        .formatted(name)));
    }

    @Override
    public Mono<Issue> openIssue(RepoRef repo, String title, String body, String author) {
        var opened =
                isOurs(repo)
                        ? Mono.defer(() -> issues.open(repo, title, body, author))
                        : Mono.<Issue>empty();
        return opened.switchIfEmpty(unknown(repo));
    }

    private static boolean isOurs(RepoRef repo) {
        return repo.forge().equals(Repositories.FORGE);
    }

    private static String noRepository(Path folder) {
        return "The folder %s holds no git repository. Name one that does, or make one there with `git init`."
                .formatted(folder);
    }

    private static <T> Mono<T> unknown(RepoRef repo) {
        return never("There is no repository %s in the local forge.".formatted(repo));
    }

    private static <T> Mono<T> never(String message) {
        return Mono.error(() -> new Failure.Never(message, null));
    }
}
