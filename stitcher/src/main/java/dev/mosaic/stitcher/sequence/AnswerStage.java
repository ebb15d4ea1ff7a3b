package dev.mosaic.stitcher.sequence;

import dev.mosaic.stitcher.blocking.Await;
import dev.mosaic.stitcher.context.ReviewMark;
import dev.mosaic.stitcher.failpoint.Failpoint;
import dev.mosaic.stitcher.failure.Failure;
import dev.mosaic.stitcher.forge.Comment;
import dev.mosaic.stitcher.forge.Forges;
import dev.mosaic.stitcher.forge.IssueRef;
import dev.mosaic.stitcher.job.Job;
import dev.mosaic.stitcher.job.JobKind;
import dev.mosaic.stitcher.job.JobStep.Status;
import dev.mosaic.stitcher.job.Stage;
import dev.mosaic.stitcher.job.store.JobEvents;
import dev.mosaic.stitcher.secrets.Redactor;
import dev.mosaic.stitcher.sequence.Passage.Step;
import dev.mosaic.stitcher.text.JobStory;
import dev.mosaic.stitcher.text.JudgementText;
import org.springframework.stereotype.Component;

/**
 * A pull request is told what its reviewer said, as a comment; whoever asked hears of it like of
 * every job. Told once, also if its node dies on the way. Blocking.
 */
@Component
class AnswerStage {
    private final Forges forges;
    private final JobEvents events;
    private final Redactor redactor;

    AnswerStage(Forges forges, JobEvents events, Redactor redactor) {
        this.forges = forges;
        this.events = events;
        this.redactor = redactor;
    }

    /** Whether there is a pull request that wants to hear of it. */
    static boolean isWanted(Job job) {
        return job.request().kind() == JobKind.REVIEW && job.request().branch() == null;
    }

    Step run(Passage passage) throws InterruptedException {
        var journey = passage.journey();
        var ref = passage.job().request().issue();
        var step = journey.begin(passage.position().round(), Stage.PUBLISH, "herald");
        var how = told(ref, comment(passage));
        Failpoint.VERDICT_TOLD.pass();
        return new Step.Finished(journey.finish(step.id(), Status.DONE, how, StepNotes.NONE));
    }

    /** The verdict stands, even if the pull request is gone by now. */
    private String told(IssueRef ref, String comment) throws InterruptedException {
        var forge = forges.of(ref.repo());
        try {
            // the same words: who else wrote them has told it, too
            var there = Await.value(forge.comments(ref).map(Comment::body).any(comment::equals));
            if (!there) {
                Await.done(forge.comment(ref, comment));
            }
            return "told pull request #%d".formatted(ref.number());
        } catch (Failure.Never | Failure.Denied e) {
            return "pull request #%d could not be told: %s".formatted(ref.number(), e.getMessage());
        }
    }

    private String comment(Passage passage) throws InterruptedException {
        var job = passage.job();
        var log = Await.value(events.of(job.id(), 0, Integer.MAX_VALUE).collectList());
        return redactor.redact(
                JudgementText.comment(
                                job.id(),
                                job.request(),
                                JobStory.of(log),
                                passage.position().reasons(),
                                passage.briefing().baseBranch())
                        + "\n\n"
                        + ReviewMark.of(job.id(), job.attempt()));
    }
}
