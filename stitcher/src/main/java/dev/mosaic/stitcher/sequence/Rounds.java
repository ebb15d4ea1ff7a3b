package dev.mosaic.stitcher.sequence;

import dev.mosaic.stitcher.blocking.Await;
import dev.mosaic.stitcher.job.JobEvent;
import dev.mosaic.stitcher.job.Stage;
import dev.mosaic.stitcher.job.store.Jobs;
import dev.mosaic.stitcher.sequence.Passage.Step;
import org.springframework.stereotype.Component;

/** The stages that a round is made of, and how far along each of them a job is. */
@Component
class Rounds {
    private final Jobs jobs;
    private final WeaveStage weave;
    private final InspectStage inspect;
    private final PublishStage publish;
    private final AnswerStage answer;
    private final JobSetup setup;

    Rounds(
            Jobs jobs,
            WeaveStage weave,
            InspectStage inspect,
            PublishStage publish,
            AnswerStage answer,
            JobSetup setup) {
        this.jobs = jobs;
        this.weave = weave;
        this.inspect = inspect;
        this.publish = publish;
        this.answer = answer;
        this.setup = setup;
    }

    /** Does the stage that comes next. */
    Step take(Passage passage) throws InterruptedException {
        var position = passage.position();
        if (position.next() == Stage.WEAVE || position.given()) {
            Await.done(Jobs.retryingStale(jobs.round(passage.lease(), position.round())));
        }
        announce(passage);
        return switch (position.next()) {
            case WEAVE -> {
                inspect.check(passage);
                try (var _ = setup.ready(passage, percent(passage))) {
                    yield weave.run(passage);
                }
            }
            case INSPECT -> {
                if (inspect.isReview(passage)) {
                    // nothing of the change is run
                    yield inspect.run(passage);
                }
                try (var _ = setup.ready(passage, percent(passage))) {
                    yield inspect.run(passage);
                }
            }
            case PUBLISH -> position.given() ? answer.run(passage) : publish.run(passage);
            case CONTEXT, REPORT ->
                    throw new IllegalStateException(position.next() + " is no part of a round");
        };
    }

    private void announce(Passage passage) throws InterruptedException {
        var position = passage.position();
        var percent = percent(passage);
        Await.done(
                jobs.progress(
                        passage.lease(),
                        percent,
                        new JobEvent.StepProgress(position.next(), position.round(), percent, "")));
    }

    private static int percent(Passage passage) {
        return percent(passage.position(), passage.ground().terms().limits().rounds());
    }

    /**
     * Nobody knows how many rounds there will be: each takes its share of what the last one left.
     */
    private static int percent(Position position, int rounds) {
        var share = 80 / rounds;
        var begin = 10 + share * (position.round() - 1);
        return switch (position.next()) {
            case CONTEXT -> 0;
            case WEAVE -> begin;
            case INSPECT -> begin + share / 2;
            case PUBLISH -> 90;
            case REPORT -> 95;
        };
    }
}
