package dev.mosaic.stitcher.context;

import dev.mosaic.stitcher.blocking.Await;
import dev.mosaic.stitcher.failure.Failure;
import dev.mosaic.stitcher.forge.Forge;
import dev.mosaic.stitcher.forge.Forges;
import dev.mosaic.stitcher.forge.Issue;
import dev.mosaic.stitcher.git.mirror.Mirror;
import dev.mosaic.stitcher.job.Job;
import dev.mosaic.stitcher.policy.Terms;
import org.springframework.stereotype.Component;

/**
 * Gathers what an agent must know: the issue, what people said of it, the shape of the repository
 * and its own guidance for agents. Reads only; blocking.
 */
@Component
public class Runner {
    private final Forges forges;

    Runner(Forges forges) {
        this.forges = forges;
    }

    /**
     * @throws Failure.Never if the issue, the repository or the base branch is gone
     * @throws Failure.Later if the forge does not answer
     */
    public Findings gather(Job job, Terms terms, Mirror mirror) throws InterruptedException {
        var request = job.request();
        var forge = forges.of(request.issue().repo());
        var branch = terms.base() == null ? Surroundings.defaultBranch(forge, job) : terms.base();
        var base = Surroundings.head(mirror, branch, request.repoName());
        var issue = issue(forge, job);
        var sight = new Sight();
        var briefing =
                new Briefing(
                        base.hex(),
                        branch,
                        sight.of("the title of the issue", issue.title()),
                        sight.of("the body of the issue", issue.body()),
                        issue.author(),
                        Surroundings.remarks(forge, request.issue(), job, sight),
                        Surroundings.paths(mirror, base),
                        sight.of(
                                "the guidance of the repository",
                                Surroundings.guidance(mirror, base)));
        return new Findings(briefing, sight.hidden());
    }

    private static Issue issue(Forge forge, Job job) throws InterruptedException {
        var issue = Await.maybe(forge.issue(job.request().issue()));
        if (issue == null) {
            throw new Failure.Never(
                    "Issue #%d of %s is gone from the forge."
                            .formatted(job.request().issue().number(), job.request().repoName()),
                    null);
        }
        return issue;
    }
}
