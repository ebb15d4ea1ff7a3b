package dev.mosaic.stitcher.sequence;

import dev.mosaic.stitcher.blocking.Await;
import dev.mosaic.stitcher.failure.Failure;
import dev.mosaic.stitcher.inspector.HostChange;
import dev.mosaic.stitcher.inspector.Inspection;
import dev.mosaic.stitcher.inspector.Inspection.Inspected;
import dev.mosaic.stitcher.inspector.Inspection.Report;
import dev.mosaic.stitcher.inspector.Inspection.Scope;
import dev.mosaic.stitcher.inspector.Inspector;
import dev.mosaic.stitcher.inspector.Reviewers;
import dev.mosaic.stitcher.job.JobEvent;
import dev.mosaic.stitcher.job.JobStep;
import dev.mosaic.stitcher.job.JobStep.Status;
import dev.mosaic.stitcher.job.Stage;
import dev.mosaic.stitcher.job.store.Jobs;
import dev.mosaic.stitcher.policy.GateProfile;
import dev.mosaic.stitcher.policy.Terms;
import dev.mosaic.stitcher.policy.YoloSettings;
import dev.mosaic.stitcher.run.Tester;
import dev.mosaic.stitcher.secrets.Redactor;
import dev.mosaic.stitcher.sequence.Passage.Step;
import dev.mosaic.stitcher.text.Endings;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** The gates look at the change, on a clean checkout. */
@Component
class InspectStage {
    private static final Duration GATE_PAUSE = Duration.ofSeconds(5);

    private final Jobs jobs;
    private final Inspector inspector;
    private final Reviewers reviewers;
    private final Redactor redactor;
    private final Funds funds;
    private final Tester tester;

    InspectStage(
            Jobs jobs,
            Inspector inspector,
            Reviewers reviewers,
            Redactor redactor,
            Funds funds,
            Tester tester) {
        this.jobs = jobs;
        this.inspector = inspector;
        this.reviewers = reviewers;
        this.redactor = redactor;
        this.funds = funds;
        this.tester = tester;
    }

    /**
     * Before anybody pays an agent for a change that nobody could judge.
     *
     * @throws Failure.Never if the gate profile wants a reviewer and there is none
     */
    void check(Passage passage) throws InterruptedException {
        var ground = passage.ground();
        if (ground.terms().profile() == GateProfile.STRICT && !ground.yolo()) {
            Await.value(reviewers.model(ground.terms().model()));
        }
    }

    /** Whether a reviewer alone is asked. */
    boolean isReview(Passage passage) {
        return scope(passage) == Scope.REVIEW;
    }

    Step run(Passage passage) throws InterruptedException {
        var position = passage.position();
        var ground = passage.ground();
        if (isReview(passage) && !isAnythingLeft(passage)) {
            return new Step.DeadEnd(Endings.nobodyReviewed());
        }
        var step = passage.journey().begin(position.round(), Stage.INSPECT, "inspector");
        if (!ground.found().isEmpty() && !isReview(passage)) {
            var detected = new JobEvent.GatesDetected(step.round(), ground.found());
            Await.done(jobs.record(passage.lease(), detected));
        }
        var inspection =
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
                                bypassedBy(passage),
                                scope(passage)),
                        means(passage));
        var inspected =
                scope(passage) == Scope.MECHANICAL
                        ? asTester(passage, inspection)
                        : inspector.inspect(inspection);
        if (inspected.turns() > 0) {
            funds.tell(passage.lease());
        }
        return read(passage, step, inspected);
    }

    /** A gate may reject for want of time; nobody has judged anything then. */
    private static boolean isAnythingLeft(Passage passage) {
        var limits = passage.ground().terms().limits();
        var position = passage.position();
        return limits.wall().compareTo(position.wall()) > 0 && limits.turns() > position.turns();
    }

    /** Who asked for gates alone asked for an agent, and gets to see one. */
    private Inspected asTester(Passage passage, Inspection inspection) throws InterruptedException {
        return tester.run(
                new Tester.Test(
                        inspection.lease(),
                        inspection.repository(),
                        inspection.step(),
                        passage.ground().terms().limits().wall(),
                        inspection.reviewer().payer()),
                () -> inspector.inspect(inspection),
                inspected ->
                        inspected.report() instanceof Report.Broken(var gate, var cause)
                                ? Endings.gateBroken(gate, cause)
                                : null);
    }

    private static Scope scope(Passage passage) {
        return switch (passage.job().request().kind()) {
            case FIX -> Scope.PROFILE;
            case REVIEW -> Scope.REVIEW;
            case CHECK -> Scope.MECHANICAL;
        };
    }

    private Step read(Passage passage, JobStep step, Inspected inspected)
            throws InterruptedException {
        var used = StepNotes.inspected(List.of(), inspected.time(), inspected.turns());
        return switch (inspected.report()) {
            case Report.Approved(var passed, var held) ->
                    new Step.Finished(
                            passage.journey()
                                    .finish(step.id(), Status.DONE, approved(passed, held), used));
            case Report.Rejected(var gates, var reasons) ->
                    new Step.Finished(
                            passage.journey()
                                    .finish(
                                            step.id(),
                                            Status.REJECTED,
                                            "rejected by " + String.join(" and ", gates),
                                            StepNotes.inspected(
                                                    reasons, inspected.time(), inspected.turns())));
            case Report.Broken(var gate, var cause) -> {
                passage.journey()
                        .finish(
                                step.id(),
                                Status.FAILED,
                                "gate %s could not run".formatted(gate),
                                used);
                throw new Failure.Later(Endings.gateBroken(gate, cause), GATE_PAUSE, null);
            }
            case Report.Unpaid(var refusal) -> {
                var why = refusal.standing().reason(refusal.amount());
                passage.journey().finish(step.id(), Status.FAILED, why, used);
                yield new Step.Unpaid(funds.unpaid(passage, refusal));
            }
        };
    }

    private Inspection.Means means(Passage passage) throws InterruptedException {
        var terms = passage.ground().terms();
        var limits = terms.limits();
        var position = passage.position();
        var fence = "data-" + UUID.randomUUID();
        return new Inspection.Means(
                fence,
                redactor.redact(
                        passage.briefing().text(fence, passage.job().request().instructions())),
                terms.model(),
                limits.wall().minus(position.wall()),
                limits.turns() - position.turns(),
                limits.toolCalls(),
                funds.payer(passage));
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
