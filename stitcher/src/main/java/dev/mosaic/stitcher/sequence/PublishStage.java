package dev.mosaic.stitcher.sequence;

import dev.mosaic.stitcher.blocking.Await;
import dev.mosaic.stitcher.job.JobStep.Status;
import dev.mosaic.stitcher.job.Stage;
import dev.mosaic.stitcher.job.store.JobEvents;
import dev.mosaic.stitcher.sandbox.Sandboxes;
import dev.mosaic.stitcher.secrets.Redactor;
import dev.mosaic.stitcher.sequence.Passage.Step;
import dev.mosaic.stitcher.sequence.Publisher.Change;
import dev.mosaic.stitcher.sequence.Publisher.Clash;
import dev.mosaic.stitcher.text.JobStory;
import dev.mosaic.stitcher.text.PullRequestText;
import dev.mosaic.stitcher.text.PullRequestText.Proposal;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.springframework.stereotype.Component;

/** The change becomes a branch and a pull request, unless its base has moved away under it. */
@Component
class PublishStage {
    private static final int MAX_CONFLICTS = 20;

    private final Consent consent;
    private final Publisher publisher;
    private final JobEvents events;
    private final Sandboxes sandboxes;
    private final Redactor redactor;

    PublishStage(
            Consent consent,
            Publisher publisher,
            JobEvents events,
            Sandboxes sandboxes,
            Redactor redactor) {
        this.consent = consent;
        this.publisher = publisher;
        this.events = events;
        this.sandboxes = sandboxes;
        this.redactor = redactor;
    }

    Step run(Passage passage) throws InterruptedException {
        return switch (consent.about(passage)) {
            case Consent.Ruling.Given() -> publish(passage);
            case Consent.Ruling.Missing(var question) -> new Step.Waits(question);
            case Consent.Ruling.Refused(var reasons) -> refused(passage, reasons);
        };
    }

    private static Step refused(Passage passage, List<String> reasons) throws InterruptedException {
        var journey = passage.journey();
        var step = journey.begin(passage.position().round(), Stage.PUBLISH, "stitcher");
        return new Step.Finished(
                journey.finish(
                        step.id(),
                        Status.REJECTED,
                        reasons.getFirst(),
                        StepNotes.rejected(reasons)));
    }

    private Step publish(Passage passage) throws InterruptedException {
        var position = passage.position();
        var change =
                new Change(
                        passage.lease(),
                        passage.job(),
                        passage.mirror(),
                        position.requiredChange(),
                        position.requiredBase(),
                        passage.briefing().baseBranch());
        var step = passage.journey().begin(position.round(), Stage.PUBLISH, "stitcher");
        var clash = publisher.clash(change);
        if (clash.isPresent()) {
            return new Step.Finished(
                    passage.journey()
                            .finish(
                                    step.id(),
                                    Status.REJECTED,
                                    "`%s` moved and conflicts".formatted(change.baseBranch()),
                                    StepNotes.conflicted(
                                            clash.get().base(),
                                            reasons(change.baseBranch(), clash.get()))));
        }
        var branch = publisher.push(change);
        var pullRequest =
                publisher.propose(
                        change,
                        branch,
                        PullRequestText.title(passage.job().request()),
                        redactor.redact(PullRequestText.body(proposal(passage, change))));
        return new Step.Finished(
                passage.journey()
                        .finish(
                                step.id(),
                                Status.DONE,
                                "pull request #%d".formatted(pullRequest.ref().number()),
                                StepNotes.NONE));
    }

    private Proposal proposal(Passage passage, Change change) throws InterruptedException {
        var job = change.job();
        var log = Await.value(events.of(job.id(), 0, Integer.MAX_VALUE).collectList());
        return new Proposal(
                job.id(),
                job.request(),
                JobStory.of(log),
                change.mirror().changes(change.base(), change.commit()),
                passage.ground().terms().profile().name().toLowerCase(Locale.ROOT),
                sandboxes.configured().isolation());
    }

    private static List<String> reasons(String branch, Clash clash) {
        var reasons = new ArrayList<String>();
        reasons.add(
                "`%s` moved on to %s while you worked, and both sides changed the same places. The folder now holds that newer state without your change: make the change again, fitting it in."
                        .formatted(branch, clash.base().abbreviated()));
        clash.conflicts().stream()
                .limit(MAX_CONFLICTS)
                .map(conflict -> conflict.path() + ":\n" + conflict.hunks())
                .forEach(reasons::add);
        return reasons;
    }
}
