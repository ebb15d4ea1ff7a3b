package dev.mosaic.stitcher.context;

import dev.mosaic.stitcher.forge.PullRequest;
import dev.mosaic.stitcher.git.CommitSha;
import org.jspecify.annotations.Nullable;

/**
 * A change that is there to be judged.
 *
 * @param findings what whoever judges it is told; its base is the head of the branch that the
 *     change is meant for, whose rules hold
 * @param branch that holds the change
 * @param head the newest commit of it
 * @param left the commit of the base branch where the change left it
 * @param pullRequest null for a branch
 */
public record FoundChange(
        Findings findings,
        String branch,
        CommitSha head,
        CommitSha left,
        @Nullable PullRequest pullRequest) {}
