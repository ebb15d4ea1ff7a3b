package dev.mosaic.stitcher.inspector;

import dev.mosaic.stitcher.blocking.Await;
import dev.mosaic.stitcher.job.JobEvent;
import dev.mosaic.stitcher.job.JobStep;
import dev.mosaic.stitcher.job.Lease;
import dev.mosaic.stitcher.job.store.Jobs;
import dev.mosaic.stitcher.job.work.JobLog;
import java.util.List;
import org.springframework.stereotype.Component;

/** Writes down what gates do, for the log, for the evidence and for the next round. Blocking. */
@Component
class GateBook {
    private final Jobs jobs;
    private final JobLog log;
    private final GateResults results;

    GateBook(Jobs jobs, JobLog log, GateResults results) {
        this.jobs = jobs;
        this.log = log;
        this.results = results;
    }

    /** A gate begins. @param command empty for a gate that is no command */
    void started(Lease lease, JobStep step, String gate, String command)
            throws InterruptedException {
        Await.done(jobs.record(lease, new JobEvent.GateStarted(gate, step.round(), command)));
    }

    /** A gate has spoken. */
    void ended(Lease lease, JobStep step, String gate, String command, Gate.Finding finding)
            throws InterruptedException {
        if (!finding.output().isEmpty()) {
            Await.done(log.append(lease.job(), step.id(), "gate " + gate, finding.output()));
        }
        var result =
                new GateResult(
                        step.attempt(),
                        step.round(),
                        gate,
                        jobs.clean(command),
                        finding.exit(),
                        finding.millis(),
                        word(finding.verdict()),
                        reasons(finding.verdict()).stream().map(jobs::clean).toList(),
                        GateResult.Tests.of(finding.tests()));
        Await.done(results.add(step, result));
        Await.done(jobs.record(lease, event(result, finding.verdict())));
    }

    /** A gate does not run, by the wish of somebody who may. */
    void bypassed(Lease lease, JobStep step, String gate, String command, String by)
            throws InterruptedException {
        var reasons = List.of("disabled by " + by);
        var result =
                new GateResult(
                        step.attempt(),
                        step.round(),
                        gate,
                        command,
                        null,
                        0,
                        "bypassed",
                        reasons,
                        null);
        Await.done(results.add(step, result));
        Await.done(jobs.record(lease, new JobEvent.GateBypassed(gate, step.round(), by)));
    }

    private static String word(Verdict verdict) {
        return switch (verdict) {
            case Verdict.Passed _ -> "passed";
            case Verdict.Held _ -> "held";
            case Verdict.Rejected _ -> "rejected";
            case Verdict.Broken _ -> "broken";
        };
    }

    private static List<String> reasons(Verdict verdict) {
        return switch (verdict) {
            case Verdict.Passed(var remarks) -> remarks;
            case Verdict.Held(var why) -> why;
            case Verdict.Rejected(var why) -> why;
            case Verdict.Broken(var cause) -> List.of(cause);
        };
    }

    private static JobEvent event(GateResult result, Verdict verdict) {
        var gate = result.gate();
        var round = result.round();
        return switch (verdict) {
            case Verdict.Passed(var remarks) ->
                    new JobEvent.GatePassed(
                            gate, round, result.command(), result.exit(), result.millis(), remarks);
            case Verdict.Held(var why) -> new JobEvent.GateHeld(gate, round, result.millis(), why);
            case Verdict.Rejected(var why) ->
                    new JobEvent.GateRejected(
                            gate, round, result.command(), result.exit(), result.millis(), why);
            case Verdict.Broken(var cause) -> new JobEvent.GateBroken(gate, round, cause);
        };
    }
}
