package dev.mosaic.stitcher.sequence;

import dev.mosaic.stitcher.blocking.Await;
import dev.mosaic.stitcher.failpoint.Failpoint;
import dev.mosaic.stitcher.failure.Failure;
import dev.mosaic.stitcher.forge.Forges;
import dev.mosaic.stitcher.forge.NewPullRequest;
import dev.mosaic.stitcher.forge.PullRequest;
import dev.mosaic.stitcher.git.BranchName;
import dev.mosaic.stitcher.git.CommitSha;
import dev.mosaic.stitcher.git.Merge;
import dev.mosaic.stitcher.git.Push;
import dev.mosaic.stitcher.git.mirror.Mirror;
import dev.mosaic.stitcher.job.Job;
import dev.mosaic.stitcher.job.Job.Outcome;
import dev.mosaic.stitcher.job.JobEvent;
import dev.mosaic.stitcher.job.Lease;
import dev.mosaic.stitcher.job.store.Jobs;
import dev.mosaic.stitcher.job.work.PushedHeads;
import dev.mosaic.stitcher.secrets.Scanner;
import dev.mosaic.stitcher.secrets.Source;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/**
 * Brings a change that passed into the world: conflict check, push by compare-and-swap, pull
 * request. Every part can be done again after a crash without doing it twice. Blocking.
 */
@Component
class Publisher {
    private static final Duration AGAIN = Duration.ofSeconds(2);

    private final Forges forges;
    private final Jobs jobs;
    private final PushedHeads pushed;
    private final Scanner scanner;

    Publisher(Forges forges, Jobs jobs, PushedHeads pushed, Scanner scanner) {
        this.forges = forges;
        this.jobs = jobs;
        this.pushed = pushed;
        this.scanner = scanner;
    }

    /** A change that passed its gates, and where it is to go. */
    record Change(
            Lease lease,
            Job job,
            Mirror mirror,
            CommitSha commit,
            CommitSha base,
            String baseBranch) {}

    /** The base branch moved, and the change cannot join it any more. */
    record Clash(CommitSha base, List<Merge.Conflict> conflicts) {}

    /**
     * Whether the change can still join its base branch, as the remote has it now. Empty if it can.
     */
    Optional<Clash> clash(Change change) throws InterruptedException {
        change.mirror().fetch();
        var head =
                change.mirror()
                        .branch(change.baseBranch())
                        .orElseThrow(() ->
                                new Failure.Never(
                                        "The base branch `%s` is gone. Name another one with `base=` and ask again."
                                                .formatted(change.baseBranch()),
                                        null));
        if (!(change.mirror().merge(change.commit(), head)
                instanceof Merge.Conflicting(var onto, var conflicts))) {
            return Optional.empty();
        }
        var paths = conflicts.stream().map(Merge.Conflict::path).toList();
        Await.done(
                jobs.record(
                        change.lease(), new JobEvent.BranchConflicted(change.baseBranch(), paths)));
        return Optional.of(new Clash(onto, conflicts));
    }

    /** Pushes the branch. Needs a fetch before, which {@link #clash} does. */
    String push(Change change) throws InterruptedException {
        var job = change.job();
        var branch =
                job.outcome().branch() == null
                        ? BranchName.of(job.request().issue().number(), job.request().title())
                        : job.outcome().branch();
        mustHoldNoSecret(
                Source.named("name of the branch", branch),
                Source.named("message of the commit", change.mirror().message(change.commit())));
        var there = change.mirror().branch(branch);
        if (there.isPresent() && !isOurs(change, there.get())) {
            throw new Failure.Never(
                    "The branch `%s` holds commits that Mosaic did not make (%s), and Mosaic never overwrites them. Merge, rename or delete the branch, then ask for a retry."
                            .formatted(branch, there.get().abbreviated()),
                    null);
        }
        switch (change.mirror().push(change.commit(), branch, there.orElse(null))) {
            case Push.Done() -> {}
            case Push.Moved(var actual) ->
                    throw new Failure.Later(
                            "The branch `%s` moved to %s while it was pushed."
                                    .formatted(
                                            branch,
                                            actual == null ? "nothing" : actual.abbreviated()),
                            AGAIN,
                            null);
            case Push.Rejected(var reason) ->
                    throw new Failure.Never(
                            "The forge refused the push of `%s`: %s".formatted(branch, reason),
                            null);
        }
        Failpoint.BRANCH_PUSHED.pass();
        Await.done(
                jobs.outcome(
                        change.lease(),
                        outcome(change, branch, null),
                        new JobEvent.BranchPushed(branch, change.commit().hex())));
        Failpoint.BRANCH_RECORDED.pass();
        return branch;
    }

    /** Opens the pull request, or adopts the open one. */
    PullRequest propose(Change change, String branch, String title, String body)
            throws InterruptedException {
        mustHoldNoSecret(
                Source.named("title of the pull request", title),
                Source.named("text of the pull request", body));
        var repo = change.job().request().issue().repo();
        var wanted = new NewPullRequest(repo, title, body, branch, change.baseBranch());
        var pullRequest = Await.value(forges.of(repo).propose(wanted), Duration.ofSeconds(30));
        Failpoint.PULL_REQUEST_OPENED.pass();
        Await.done(
                jobs.outcome(
                        change.lease(),
                        outcome(change, branch, pullRequest),
                        new JobEvent.PullRequestOpened(
                                pullRequest.ref().number(), pullRequest.url())));
        Failpoint.PULL_REQUEST_RECORDED.pass();
        return pullRequest;
    }

    /** The last look: these texts are ours, and were cleaned when they were written. */
    private void mustHoldNoSecret(Source... texts) {
        for (var text : texts) {
            for (var finding : scanner.scan(text)) {
                throw new Failure.Never(
                        "The %s would give a secret away (rule %s, %s), so nothing was published. Take it out of the issue, change it where it is in use, and ask for a retry."
                                .formatted(finding.where(), finding.rule(), finding.hash()),
                        null);
            }
        }
    }

    /** A head that this job or an earlier one of the issue pushed: ours to replace. */
    private boolean isOurs(Change change, CommitSha head) throws InterruptedException {
        return head.equals(change.commit())
                || Await.value(pushed.contains(change.job().request().issue().repo(), head.hex()));
    }

    private static Outcome outcome(
            Change change, String branch, @Nullable PullRequest pullRequest) {
        return new Outcome(
                branch,
                change.base().hex(),
                change.commit().hex(),
                pullRequest == null ? null : pullRequest.ref().number(),
                pullRequest == null ? null : pullRequest.url());
    }
}
