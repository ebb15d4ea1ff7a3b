package dev.mosaic.stitcher.context;

import dev.mosaic.stitcher.blocking.Await;
import dev.mosaic.stitcher.context.Briefing.Remark;
import dev.mosaic.stitcher.failure.Failure;
import dev.mosaic.stitcher.forge.Forge;
import dev.mosaic.stitcher.forge.Forges;
import dev.mosaic.stitcher.forge.PullRequest;
import dev.mosaic.stitcher.git.CommitSha;
import dev.mosaic.stitcher.git.mirror.Mirror;
import dev.mosaic.stitcher.job.Job;
import dev.mosaic.stitcher.job.JobKind;
import dev.mosaic.stitcher.policy.Terms;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/**
 * Finds the change that a job is to judge, and what whoever judges it must know. The names and
 * texts of it are its author's: hostile. Reads only; blocking.
 */
@Component
public class ChangeFinder {
    private final Forges forges;

    ChangeFinder(Forges forges) {
        this.forges = forges;
    }

    /**
     * @param mirror fetched just now
     * @throws Failure.Never if there is nothing that could be judged: the message says what is
     *     missing
     * @throws Failure.Later if the forge does not answer
     */
    public FoundChange find(Job job, Terms terms, Mirror mirror) throws InterruptedException {
        var request = job.request();
        var forge = forges.of(request.issue().repo());
        var pull = request.branch() == null ? pullRequest(forge, job) : null;
        var branch = pull == null ? String.valueOf(request.branch()) : pull.head();
        var into = baseBranch(forge, job, terms, pull);
        var head = head(mirror, branch, request.repoName());
        var base = Surroundings.head(mirror, into, request.repoName());
        var left = left(mirror, head, base, branch, into);
        if (request.kind() == JobKind.REVIEW && left.equals(head)) {
            throw new Failure.Never(
                    "The branch `%s` holds nothing that `%s` does not, so there is nothing to review. Push a commit to it, or name what to compare with by `base=`."
                            .formatted(branch, into),
                    null);
        }
        return new FoundChange(
                findings(forge, job, mirror, pull, base, into, head), branch, head, left, pull);
    }

    private static PullRequest pullRequest(Forge forge, Job job) throws InterruptedException {
        var number = job.request().issue().number();
        var pull = Await.maybe(forge.pullRequest(job.request().issue()));
        if (pull == null) {
            throw new Failure.Never(
                    "Pull request #%d of %s is gone from the forge."
                            .formatted(number, job.request().repoName()),
                    null);
        }
        if (pull.state() != PullRequest.State.OPEN) {
            throw new Failure.Never(
                    "Pull request #%d of %s was %s meanwhile. Reopen it, or name its branch with `branch=`."
                            .formatted(
                                    number,
                                    job.request().repoName(),
                                    pull.state() == PullRequest.State.MERGED ? "merged" : "closed"),
                    null);
        }
        return pull;
    }

    private static String baseBranch(Forge forge, Job job, Terms terms, @Nullable PullRequest pull)
            throws InterruptedException {
        if (terms.base() != null) {
            return terms.base();
        }
        return pull == null ? Surroundings.defaultBranch(forge, job) : pull.base();
    }

    private static CommitSha head(Mirror mirror, String branch, String repo) {
        return mirror.branch(branch)
                .orElseThrow(() ->
                        new Failure.Never(
                                "%s has no branch `%s`. Push it, or name another one with `branch=`."
                                        .formatted(repo, branch),
                                null));
    }

    private static CommitSha left(
            Mirror mirror, CommitSha head, CommitSha base, String branch, String into) {
        return mirror.forkPoint(head, base)
                .orElseThrow(() ->
                        new Failure.Never(
                                "The branches `%s` and `%s` have no commit in common, so they cannot be compared. Name another one with `base=`."
                                        .formatted(branch, into),
                                null));
    }

    private static Findings findings(
            Forge forge,
            Job job,
            Mirror mirror,
            @Nullable PullRequest pull,
            CommitSha base,
            String into,
            CommitSha head)
            throws InterruptedException {
        var sight = new Sight();
        var briefing =
                new Briefing(
                        base.hex(),
                        into,
                        pull == null ? "newest commit" : "pull request",
                        pull == null ? "" : sight.of("the title", pull.title()),
                        sight.of(
                                pull == null ? "the message of the commit" : "the body",
                                pull == null ? mirror.message(head) : pull.body()),
                        "",
                        pull == null
                                ? List.<Remark>of()
                                : Surroundings.remarks(forge, pull.ref(), job, sight),
                        Surroundings.paths(mirror, head),
                        sight.of(
                                "the guidance of the repository",
                                Surroundings.guidance(mirror, base)));
        return new Findings(briefing, sight.hidden());
    }
}
