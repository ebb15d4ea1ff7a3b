package dev.mosaic.stitcher.forge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.mosaic.stitcher.failure.Failure;
import dev.mosaic.stitcher.git.mirror.Mirrors;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;

/**
 * What every forge does, the fake included. Extend it and say how repositories, issues and people
 * come into being there.
 */
public abstract class ForgeContract {
    private static final String HEAD = "mosaic/1-x";

    private static final String HOSTILE =
            "'; drop table local_issues; -- $1 :name ? {{x}} \u202e\u200b😀 \u001b[31m\r\n\t<script>`@all`\\";

    /** The forge under test, always the same within a test. */
    protected abstract Forge forge();

    /** A new repository with these files on its default branch; every call makes another one. */
    protected abstract Repo newRepository(Map<String, String> files);

    /** A new issue, opened by somebody. */
    protected abstract Issue newIssue(RepoRef repo, String title, String body);

    /** Somebody who may do everything in the repositories of {@link #newRepository}. */
    protected abstract String administrator();

    /** A name that the forge does not know, or that has no right in those repositories. */
    protected abstract String stranger();

    @Test
    void aRepositoryIsFoundByItsNameAndByItsNumber() {
        var repo = repository();

        assertThat(forge().repo(repo.name()).block()).isEqualTo(repo);
        assertThat(forge().repo(repo.ref()).block()).isEqualTo(repo);
        assertThat(repo.ref().forge()).isEqualTo(forge().id());
        assertThat(forge().repos().collectList().block()).contains(repo);
    }

    @Test
    void whatIsUnknownIsEmpty() {
        var repo = repository().ref();
        var nowhere = new RepoRef(forge().id(), 999_999_999);
        var nothing = new IssueRef(repo, 999_999);

        assertThat(forge().repo(new RepoName("no", "body")).block()).isNull();
        assertThat(forge().repo(nowhere).block()).isNull();
        assertThat(forge().remote(nowhere).block()).isNull();
        assertThat(forge().permission(nowhere, administrator()).block()).isNull();
        assertThat(forge().openIssues(nowhere).collectList().block()).isEmpty();
        assertThat(forge().issue(nothing).block()).isNull();
        assertThat(forge().issue(new IssueRef(nowhere, 1)).block()).isNull();
        assertThat(forge().comments(nothing).collectList().block()).isEmpty();
        assertThat(forge().pullRequest(nothing).block()).isNull();
        assertThat(forge().openPullRequest(repo, "mosaic/none", "main").block()).isNull();
    }

    @Test
    void writingToWhatIsUnknownSaysSo() {
        var nothing = new IssueRef(repository().ref(), 999_999);
        var nowhere = new RepoRef(forge().id(), 999_999_999);

        assertThatThrownBy(() -> forge().comment(nothing, "hello").block())
                .isInstanceOf(Failure.Never.class)
                .hasMessageContaining("999999");
        assertThatThrownBy(() -> forge().propose(wanted(nowhere, "t", "b")).block())
                .isInstanceOf(Failure.Never.class);
    }

    @Test
    void nothingHappensBeforeSomebodySubscribes() {
        var issue = newIssue(repository().ref(), "title", "body").ref();

        assertThat(forge().comment(issue, "hello")).isNotNull();

        assertThat(forge().comments(issue).collectList().block()).isEmpty();
    }

    @Test
    void anIssueIsReadAsItWasWritten() {
        var repo = repository().ref();

        var issue = newIssue(repo, "Login fails", "It does.\n\nReally.");

        var read = forge().issue(issue.ref()).block();
        assertThat(read).isEqualTo(issue);
        assertThat(read.title()).isEqualTo("Login fails");
        assertThat(read.body()).isEqualTo("It does.\n\nReally.");
        assertThat(read.open()).isTrue();
        assertThat(read.author()).isNotBlank();
    }

    @Test
    void openIssuesComeOldestFirst() {
        var repo = repository().ref();
        var first = newIssue(repo, "first", "");
        var second = newIssue(repo, "second", "");
        newIssue(repository().ref(), "elsewhere", "");

        assertThat(forge().openIssues(repo).collectList().block()).containsExactly(first, second);
    }

    @Test
    void commentsComeInTheOrderInWhichTheyWereMade() {
        var issue = newIssue(repository().ref(), "title", "").ref();
        for (var i = 0; i < 12; i++) {
            forge().comment(issue, "comment " + i).block();
        }

        assertThat(forge().comments(issue).map(Comment::body).collectList().block())
                .containsExactlyElementsOf(
                        IntStream.range(0, 12).mapToObj(i -> "comment " + i).toList());
    }

    @Test
    void aCommentIsReadAsItWasWritten() {
        var issue = newIssue(repository().ref(), "title", "").ref();

        var written = forge().comment(issue, "**hello**").block();

        assertThat(forge().comments(issue).collectList().block()).containsExactly(written);
    }

    @Test
    void hostileTextIsOnlyText() {
        var repo = repository().ref();
        var issue = newIssue(repo, "Title " + HOSTILE.replace("\r\n", ""), HOSTILE).ref();
        forge().comment(issue, HOSTILE).block();
        forge().propose(wanted(repo, "PR", HOSTILE)).block();

        assertThat(forge().issue(issue).block().body()).isEqualTo(HOSTILE);
        assertThat(forge().comments(issue).blockFirst().body()).isEqualTo(HOSTILE);
        assertThat(forge().openPullRequest(repo, HEAD, "main").block().body()).isEqualTo(HOSTILE);
    }

    @Test
    void aNulCharacterBreaksNothing() {
        var issue = newIssue(repository().ref(), "a\0b", "c\0d").ref();
        forge().comment(issue, "e\0f").block();

        assertThat(forge().issue(issue).block().body()).startsWith("c").endsWith("d");
        assertThat(forge().comments(issue).blockFirst().body()).startsWith("e").endsWith("f");
    }

    @Test
    void issuesAndPullRequestsShareTheirNumbers() {
        var repo = repository().ref();
        var issue = newIssue(repo, "title", "").ref();
        var pull = forge().propose(wanted(repo, "PR", "body")).block().ref();

        assertThat(LongStream.of(issue.number(), pull.number())).containsExactly(1L, 2L);
        assertThat(forge().pullRequest(issue).block()).isNull();
        assertThat(forge().comment(pull, "on the pull request").block().id()).isPositive();
    }

    @Test
    void issuesOpenedAtTheSameTimeGetNumbersWithoutAGap() {
        var repo = repository().ref();

        var numbers =
                Flux.range(0, 24)
                        .flatMap(
                                i ->
                                        Mono.fromCallable(() -> newIssue(repo, "issue " + i, ""))
                                                .subscribeOn(Schedulers.boundedElastic()),
                                8)
                        .map(issue -> issue.ref().number())
                        .collectList()
                        .block();

        assertThat(numbers)
                .containsExactlyInAnyOrderElementsOf(
                        LongStream.rangeClosed(1, 24).boxed().toList());
    }

    @Test
    void aPullRequestIsReadAsItWasProposed() {
        var repo = repository().ref();

        var pull = forge().propose(wanted(repo, "Fix", "Closes #1")).block();

        assertThat(pull.state()).isEqualTo(PullRequest.State.OPEN);
        assertThat(pull.head()).isEqualTo(HEAD);
        assertThat(pull.base()).isEqualTo("main");
        assertThat(pull.url()).contains(String.valueOf(pull.ref().number()));
        assertThat(forge().pullRequest(pull.ref()).block()).isEqualTo(pull);
        assertThat(forge().openPullRequest(repo, HEAD, "main").block()).isEqualTo(pull);
    }

    @Test
    void proposingAgainAdoptsThePullRequestAndGivesItTheNewText() {
        var repo = repository().ref();
        var first = forge().propose(wanted(repo, "Fix", "one")).block();

        var second = forge().propose(wanted(repo, "Fix better", "two")).block();

        assertThat(second.ref()).isEqualTo(first.ref());
        assertThat(second.title()).isEqualTo("Fix better");
        assertThat(forge().pullRequest(first.ref()).block()).isEqualTo(second);
        assertThat(newIssue(repo, "next", "").ref().number()).isEqualTo(first.ref().number() + 1);
    }

    @Test
    void proposingAtTheSameTimeOpensOnePullRequest() {
        var repo = repository().ref();

        var pulls =
                Flux.range(0, 16)
                        .flatMap(i -> forge().propose(wanted(repo, "Fix " + i, "body")), 16)
                        .map(PullRequest::ref)
                        .distinct()
                        .collectList()
                        .block();

        assertThat(pulls).hasSize(1);
        assertThat(newIssue(repo, "next", "").ref().number())
                .isEqualTo(pulls.getFirst().number() + 1);
    }

    @Test
    void anotherBranchIsAnotherPullRequest() {
        var repo = repository().ref();
        var one = forge().propose(wanted(repo, "Fix", "")).block();

        var other =
                forge().propose(new NewPullRequest(repo, "Fix", "", "mosaic/2-y", "main")).block();

        assertThat(other.ref()).isNotEqualTo(one.ref());
    }

    @Test
    void anAdministratorMayDoEverythingAndAStrangerNothing() {
        var repo = repository().ref();

        assertThat(forge().permission(repo, administrator()).block()).isEqualTo(Permission.ADMIN);
        assertThat(forge().permission(repo, stranger()).block()).isEqualTo(Permission.NONE);
        assertThat(forge().permission(repo, "").block()).isEqualTo(Permission.NONE);
    }

    @Test
    void theRemoteCanBeFetched(@TempDir Path dir) {
        var repo = repository();
        var remote = forge().remote(repo.ref()).block();

        var mirror = new Mirrors(dir, Clock.systemUTC()).open(remote);

        var head = mirror.branch(repo.defaultBranch()).orElseThrow();
        assertThat(mirror.text(head, "README.md", 100)).contains("# Shop\n");
        assertThat(forge().remote(repo.ref()).block()).isEqualTo(remote);
    }

    @Test
    void everyRepositoryHasAMirrorOfItsOwn() {
        assertThat(forge().remote(repository().ref()).block().key())
                .isNotEqualTo(forge().remote(repository().ref()).block().key());
    }

    private Repo repository() {
        return newRepository(Map.of("README.md", "# Shop\n"));
    }

    private static NewPullRequest wanted(RepoRef repo, String title, String body) {
        return new NewPullRequest(repo, title, body, HEAD, "main");
    }
}
