package dev.mosaic.stitcher.sequence;

import dev.mosaic.stitcher.blocking.Await;
import dev.mosaic.stitcher.context.ChangeFinder;
import dev.mosaic.stitcher.context.Findings;
import dev.mosaic.stitcher.context.Runner;
import dev.mosaic.stitcher.failure.Failure;
import dev.mosaic.stitcher.git.mirror.Mirror;
import dev.mosaic.stitcher.job.Job;
import dev.mosaic.stitcher.job.Job.Outcome;
import dev.mosaic.stitcher.job.JobEvent;
import dev.mosaic.stitcher.job.JobStep;
import dev.mosaic.stitcher.job.Lease;
import dev.mosaic.stitcher.job.Stage;
import dev.mosaic.stitcher.job.store.Jobs;
import dev.mosaic.stitcher.policy.Terms;
import dev.mosaic.stitcher.secrets.Scanner;
import dev.mosaic.stitcher.secrets.Source;
import org.springframework.stereotype.Component;

/**
 * Gathers what the agent must know, and finds the change if there is one to be judged. Once per
 * attempt: later rounds hear the same.
 */
@Component
class ContextStage {
    private final Runner runner;
    private final ChangeFinder changes;
    private final Jobs jobs;
    private final Scanner scanner;

    ContextStage(Runner runner, ChangeFinder changes, Jobs jobs, Scanner scanner) {
        this.runner = runner;
        this.changes = changes;
        this.jobs = jobs;
        this.scanner = scanner;
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

    /** Of a job that inspects. */
    StepNotes find(Journey journey, Lease lease, Job job, Terms asked, Mirror mirror)
            throws InterruptedException {
        var step = journey.begin(1, Stage.CONTEXT, "runner");
        var found = changes.find(job, asked, mirror);
        mustHoldNoSecret(found.branch());
        var briefing = found.findings().briefing();
        var pull = found.pullRequest();
        Await.done(
                jobs.outcome(
                        lease,
                        new Outcome(
                                found.branch(),
                                found.left().hex(),
                                found.head().hex(),
                                pull == null ? null : pull.ref().number(),
                                pull == null ? null : pull.url()),
                        new JobEvent.ChangeFound(
                                found.branch(),
                                found.head().hex(),
                                briefing.baseBranch(),
                                found.left().hex(),
                                pull == null ? null : pull.ref().number())));
        var notes = StepNotes.found(found.left(), found.head(), briefing);
        journey.finish(step.id(), JobStep.Status.DONE, summary(found.findings()), notes);
        return notes;
    }

    /** Its name is shown wherever the job is. */
    private void mustHoldNoSecret(String branch) {
        for (var finding : scanner.scan(Source.named("name of the branch", branch))) {
            throw new Failure.Never(
                    "The %s would give a secret away (rule %s, %s). Rename the branch, change the secret where it is in use, and ask again."
                            .formatted(finding.where(), finding.rule(), finding.hash()),
                    null);
        }
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
