package dev.mosaic.stitcher.sequence;

import dev.mosaic.stitcher.context.Briefing;
import dev.mosaic.stitcher.git.mirror.Mirror;
import dev.mosaic.stitcher.job.Job;
import dev.mosaic.stitcher.job.JobStep;
import dev.mosaic.stitcher.job.Lease;
import dev.mosaic.stitcher.job.store.Approvals.Question;
import dev.mosaic.stitcher.sandbox.SandboxSpec.Repository;
import dev.mosaic.stitcher.text.Endings;

/** What a stage needs to do its part of a job. */
record Passage(
        Lease lease,
        Job job,
        Mirror mirror,
        Journey journey,
        Briefing briefing,
        Ground ground,
        Position position) {

    /** Whose files agents and gates see. */
    Repository repository() {
        var request = job.request();
        var repo = request.issue().repo();
        return new Repository(repo.forge(), repo.id(), request.repoName());
    }

    /** What a stage answers. */
    sealed interface Step {
        /** The step is finished, and its notes say where to go on. */
        record Finished(JobStep step) implements Step {}

        /** Somebody must be asked before it goes on from here. */
        record Waits(Question question) implements Step {}

        /** There is no money to go on with now. @param ending how the job rests */
        record Unpaid(Ending ending) implements Step {}

        /** There is no way on. */
        record DeadEnd(Endings sentence) implements Step {}
    }
}
