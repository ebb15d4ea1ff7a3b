package dev.mosaic.stitcher.sequence;

import dev.mosaic.stitcher.blocking.Await;
import dev.mosaic.stitcher.failure.Failure;
import dev.mosaic.stitcher.inspector.HostChange;
import dev.mosaic.stitcher.inspector.Inspection;
import dev.mosaic.stitcher.inspector.Inspection.Report;
import dev.mosaic.stitcher.inspector.Inspector;
import dev.mosaic.stitcher.job.JobEvent;
import dev.mosaic.stitcher.job.JobStep.Status;
import dev.mosaic.stitcher.job.Stage;
import dev.mosaic.stitcher.job.store.Jobs;
import dev.mosaic.stitcher.policy.Terms;
import dev.mosaic.stitcher.policy.YoloSettings;
import dev.mosaic.stitcher.sequence.Passage.Step;
import dev.mosaic.stitcher.text.Endings;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** The gates look at the change, on a clean checkout. */
@Component
class InspectStage {
    private static final Duration GATE_PAUSE = Duration.ofSeconds(5);

    private final Jobs jobs;
    private final Inspector inspector;

    InspectStage(Jobs jobs, Inspector inspector) {
        this.jobs = jobs;
        this.inspector = inspector;
    }

    Step run(Passage passage) throws InterruptedException {
        var position = passage.position();
        var ground = passage.ground();
        var step = passage.journey().begin(position.round(), Stage.INSPECT, "inspector");
        if (!ground.found().isEmpty()) {
            var detected = new JobEvent.GatesDetected(step.round(), ground.found());
            Await.done(jobs.record(passage.lease(), detected));
        }
        var report =
                inspector.inspect(
                        new Inspection(
                                passage.lease(),
                                step,
                                passage.repository(),
                                HostChange.between(
                                        passage.mirror(),
                                        position.requiredBase(),
                                        position.requiredChange(),
                                        ground.policy()),
                                ground.gates(),
                                new Inspection.Rules(
                                        ground.terms().limits().gate(),
                                        ground.terms().profile(),
                                        bypassedBy(passage))));
        return switch (report) {
            case Report.Approved(var passed, var held) ->
                    new Step.Finished(
                            passage.journey()
                                    .finish(
                                            step.id(),
                                            Status.DONE,
                                            approved(passed, held),
                                            StepNotes.NONE));
            case Report.Rejected(var gates, var reasons) ->
                    new Step.Finished(
                            passage.journey()
                                    .finish(
                                            step.id(),
                                            Status.REJECTED,
                                            "rejected by " + String.join(" and ", gates),
                                            StepNotes.rejected(reasons)));
            case Report.Broken(var gate, var cause) -> {
                passage.journey()
                        .finish(
                                step.id(),
                                Status.FAILED,
                                "gate %s could not run".formatted(gate),
                                StepNotes.NONE);
                throw new Failure.Later(Endings.gateBroken(gate, cause), GATE_PAUSE, null);
            }
        };
    }

    private static @Nullable String bypassedBy(Passage passage) {
        if (!passage.ground().yolo()) {
            return null;
        }
        return passage.ground().terms().chosen().contains(Terms.Choice.YOLO)
                ? passage.job().request().requestedBy()
                : YoloSettings.BY_SETTING;
    }

    private static String approved(int passed, int held) {
        var gates = passed == 1 ? "1 gate passed" : passed + " gates passed";
        return held == 0 ? gates : "%s, %d asked for an approval".formatted(gates, held);
    }
}
