package dev.mosaic.stitcher.sequence;

import dev.mosaic.stitcher.context.Findings;
import dev.mosaic.stitcher.context.Runner;
import dev.mosaic.stitcher.git.mirror.Mirror;
import dev.mosaic.stitcher.job.Job;
import dev.mosaic.stitcher.job.JobStep;
import dev.mosaic.stitcher.job.Stage;
import dev.mosaic.stitcher.policy.Terms;
import org.springframework.stereotype.Component;

/** Gathers what the agent must know. Once per attempt: later rounds hear the same. */
@Component
class ContextStage {
    private final Runner runner;

    ContextStage(Runner runner) {
        this.runner = runner;
    }

    StepNotes run(Journey journey, Job job, Terms asked, Mirror mirror)
            throws InterruptedException {
        var step = journey.begin(1, Stage.CONTEXT, "runner");
        var findings = runner.gather(job, asked, mirror);
        var briefing = findings.briefing();
        var notes = StepNotes.briefed(briefing);
        journey.finish(step.id(), JobStep.Status.DONE, summary(findings), notes);
        return notes;
    }

    private static String summary(Findings findings) {
        var briefing = findings.briefing();
        var found =
                "%d files, %d comments, on `%s`"
                        .formatted(
                                briefing.paths().size(),
                                briefing.comments().size(),
                                briefing.baseBranch());
        return findings.hidden().isEmpty()
                ? found
                : found + "; beware: " + String.join("; ", findings.hidden());
    }
}
