package dev.mosaic.stitcher.inspector;

import dev.mosaic.stitcher.blocking.Await;
import dev.mosaic.stitcher.git.Worktrees;
import dev.mosaic.stitcher.inspector.Inspection.Report;
import dev.mosaic.stitcher.job.JobEvent;
import dev.mosaic.stitcher.job.JobLog;
import dev.mosaic.stitcher.job.JobStep;
import dev.mosaic.stitcher.job.Jobs;
import dev.mosaic.stitcher.sandbox.SandboxHandle;
import dev.mosaic.stitcher.sandbox.SandboxSpec;
import dev.mosaic.stitcher.sandbox.Sandboxes;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.springframework.stereotype.Component;

/**
 * Runs the gates on a clean checkout of a change, in a sandbox that no agent has touched. All of
 * them run even when one says no, so that the agent hears everything at once.
 */
@Component
public class Inspector {
    private final Worktrees worktrees;
    private final Sandboxes sandboxes;
    private final Jobs jobs;
    private final JobLog log;
    private final GateResults results;

    Inspector(
            Worktrees worktrees, Sandboxes sandboxes, Jobs jobs, JobLog log, GateResults results) {
        this.worktrees = worktrees;
        this.sandboxes = sandboxes;
        this.jobs = jobs;
        this.log = log;
        this.results = results;
    }

    /**
     * Blocking. Whatever happens, nothing of it runs and no checkout stays when this returns.
     *
     * @throws InterruptedException after everything was ended
     */
    public Report inspect(Inspection inspection) throws InterruptedException {
        var inspectionId = UUID.randomUUID().toString();
        var lease = inspection.lease();
        var checkout =
                worktrees.open(
                        inspection.mirror(),
                        inspection.commit(),
                        lease.job().toString(),
                        lease.epoch(),
                        inspectionId);
        try (var sandbox = sandboxes.configured().open(spec(inspection, inspectionId, checkout))) {
            return runAll(inspection, sandbox);
        } finally {
            worktrees.remove(checkout);
        }
    }

    private Report runAll(Inspection inspection, SandboxHandle sandbox)
            throws InterruptedException {
        var refusing = new ArrayList<String>();
        var reasons = new ArrayList<String>();
        for (var command : inspection.gates()) {
            var gate = new CommandGate(command, inspection.limit());
            switch (run(inspection, gate, sandbox)) {
                case Verdict.Passed() -> {}
                case Verdict.Rejected(var why) -> {
                    refusing.add(gate.name());
                    reasons.add(gate.name() + ": " + String.join("\n", why));
                }
                case Verdict.Broken(var cause) -> {
                    return new Report.Broken(gate.name(), cause);
                }
            }
        }
        return refusing.isEmpty()
                ? new Report.Approved(inspection.gates().size())
                : new Report.Rejected(refusing, reasons);
    }

    private Verdict run(Inspection inspection, Gate gate, SandboxHandle sandbox)
            throws InterruptedException {
        var lease = inspection.lease();
        var step = inspection.step();
        Await.done(
                jobs.record(
                        lease,
                        new JobEvent.GateStarted(gate.name(), step.round(), gate.command())));
        var finding = gate.inspect(sandbox);
        Await.done(log.append(lease.job(), step.id(), "gate " + gate.name(), finding.output()));
        var result = result(step, gate, finding);
        Await.done(results.add(step, result));
        Await.done(jobs.record(lease, event(result)));
        return finding.verdict();
    }

    private static GateResult result(JobStep step, Gate gate, Gate.Finding finding) {
        return new GateResult(
                step.attempt(),
                step.round(),
                gate.name(),
                gate.command(),
                finding.exit(),
                finding.millis(),
                word(finding.verdict()),
                reasons(finding.verdict()));
    }

    private static String word(Verdict verdict) {
        return switch (verdict) {
            case Verdict.Passed() -> "passed";
            case Verdict.Rejected _ -> "rejected";
            case Verdict.Broken _ -> "broken";
        };
    }

    private static List<String> reasons(Verdict verdict) {
        return switch (verdict) {
            case Verdict.Passed() -> List.of();
            case Verdict.Rejected(var why) -> why;
            case Verdict.Broken(var cause) -> List.of(cause);
        };
    }

    private static JobEvent event(GateResult result) {
        return switch (result.verdict()) {
            case "passed" ->
                    new JobEvent.GatePassed(
                            result.gate(), result.round(), result.command(), 0, result.millis());
            case "rejected" ->
                    new JobEvent.GateRejected(
                            result.gate(),
                            result.round(),
                            result.command(),
                            result.exit(),
                            result.millis(),
                            result.reasons());
            default ->
                    new JobEvent.GateBroken(
                            result.gate(), result.round(), result.reasons().getFirst());
        };
    }

    private static SandboxSpec spec(Inspection inspection, String id, Path checkout) {
        var lease = inspection.lease();
        return new SandboxSpec(
                new SandboxSpec.Owner(
                        lease.node(),
                        lease.incarnation().toString(),
                        lease.job().toString(),
                        lease.epoch(),
                        id),
                inspection.repository(),
                checkout,
                true,
                Map.of());
    }
}
