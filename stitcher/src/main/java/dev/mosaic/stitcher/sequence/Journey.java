package dev.mosaic.stitcher.sequence;

import dev.mosaic.stitcher.blocking.Await;
import dev.mosaic.stitcher.failpoint.Failpoint;
import dev.mosaic.stitcher.job.Job;
import dev.mosaic.stitcher.job.JobStep;
import dev.mosaic.stitcher.job.Lease;
import dev.mosaic.stitcher.job.Stage;
import dev.mosaic.stitcher.job.store.JobSteps;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;

/** The steps of one attempt of one job: reads where it stands, begins and ends steps. Blocking. */
final class Journey {
    private static final Duration BRIEFLY = Duration.ofSeconds(3);

    private final JobSteps steps;
    private final JsonMapper json;
    private final Lease lease;
    private final Job job;

    Journey(JobSteps steps, JsonMapper json, Lease lease, Job job) {
        this.steps = steps;
        this.json = json;
        this.lease = lease;
        this.job = job;
    }

    /** Where the attempt stands, by its finished steps. */
    Position position() throws InterruptedException {
        var position = Position.START;
        var attempt = 1;
        for (var step : all()) {
            for (; attempt < step.attempt(); attempt++) {
                position = position.nextAttempt();
            }
            position = position.after(step, notes(step));
        }
        return attempt < job.attempt() ? position.nextAttempt() : position;
    }

    /** What the newest context step left; null if none ended yet. */
    @Nullable StepNotes context() throws InterruptedException {
        for (var step : ofThisAttempt().reversed()) {
            if (step.stage() == Stage.CONTEXT && step.status() == JobStep.Status.DONE) {
                return notes(step);
            }
        }
        return null;
    }

    JobStep begin(int round, Stage stage, String profile) throws InterruptedException {
        var step = Await.value(steps.begin(lease, job.attempt(), round, stage, profile));
        switch (stage) {
            case CONTEXT -> Failpoint.CONTEXT_BEGUN.pass();
            case WEAVE -> Failpoint.WEAVE_BEGUN.pass();
            case INSPECT -> Failpoint.INSPECT_BEGUN.pass();
            case PUBLISH -> Failpoint.PUBLISH_BEGUN.pass();
            case REPORT -> {}
        }
        return step;
    }

    JobStep finish(UUID step, JobStep.Status status, String summary, StepNotes notes)
            throws InterruptedException {
        var finished =
                Await.value(
                        steps.finish(lease, step, status, summary, json.writeValueAsString(notes)));
        switch (finished.stage()) {
            case CONTEXT -> Failpoint.CONTEXT_FINISHED.pass();
            case WEAVE -> Failpoint.WEAVE_FINISHED.pass();
            case INSPECT -> Failpoint.INSPECT_FINISHED.pass();
            case PUBLISH -> Failpoint.PUBLISH_FINISHED.pass();
            case REPORT -> {}
        }
        return finished;
    }

    StepNotes notes(JobStep step) {
        return step.result() == null
                ? StepNotes.NONE
                : json.readValue(step.result(), StepNotes.class);
    }

    /**
     * Ends a step of a run that was interrupted, if that can be written soon; nobody waits for it.
     */
    void breakOff(UUID step, String summary, StepNotes notes) throws InterruptedException {
        Await.maybe(
                steps.finish(
                                lease,
                                step,
                                JobStep.Status.ABANDONED,
                                summary,
                                json.writeValueAsString(notes))
                        .timeout(BRIEFLY)
                        .onErrorComplete());
    }

    private List<JobStep> all() throws InterruptedException {
        return Await.value(steps.of(job.id()).collectList());
    }

    private List<JobStep> ofThisAttempt() throws InterruptedException {
        return all().stream().filter(step -> step.attempt() == job.attempt()).toList();
    }
}
