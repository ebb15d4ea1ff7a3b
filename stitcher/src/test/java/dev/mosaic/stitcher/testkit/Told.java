package dev.mosaic.stitcher.testkit;

import dev.mosaic.stitcher.forge.IssueRef;
import dev.mosaic.stitcher.forge.RepoRef;
import dev.mosaic.stitcher.job.JobEvent;
import dev.mosaic.stitcher.job.JobId;
import dev.mosaic.stitcher.job.JobKind;
import dev.mosaic.stitcher.job.JobRequest;
import dev.mosaic.stitcher.job.JobStep;
import dev.mosaic.stitcher.job.Origin;
import dev.mosaic.stitcher.job.RecordedEvent;
import dev.mosaic.stitcher.job.Stage;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** Logs of jobs as tests of texts and outlets need them: one second between two lines. */
public final class Told {
    public static final JobId JOB = JobId.parse("01900000-0000-7000-8000-00001a2b3c4d");
    public static final Instant START = Instant.parse("2026-01-01T12:00:00Z");

    private Told() {}

    /** {@code fix #1 Login fails} in {@code demo/shop}, asked by ann. */
    public static JobRequest request() {
        return request("Login fails", "");
    }

    public static JobRequest request(String title, String instructions) {
        return new JobRequest(
                JobKind.FIX,
                new IssueRef(new RepoRef("local", 7), 1),
                "demo/shop",
                title,
                instructions,
                5,
                "standard",
                "scripted",
                null,
                "{}",
                new Origin("terminal", "console"),
                "ann",
                null);
    }

    /** These events as the log of {@link #JOB}. */
    public static List<RecordedEvent> log(JobEvent... events) {
        var log = new ArrayList<RecordedEvent>();
        for (var event : events) {
            var seq = log.size() + 1;
            log.add(
                    new RecordedEvent(
                            JOB, seq, seq, START.plusSeconds(seq), "test", "mosaic", event));
        }
        return log;
    }

    /** A job whose first change is rejected and whose second one is proposed. */
    public static JobEvent[] secondRoundWins() {
        return new JobEvent[] {
            new JobEvent.Submitted("ann", "Login fails", ""),
            new JobEvent.Queued("accepted"),
            new JobEvent.Claimed("node-1", 1),
            new JobEvent.StepStarted(Stage.CONTEXT, 1, "runner"),
            new JobEvent.StepFinished(
                    Stage.CONTEXT, 1, JobStep.Status.DONE, "3 comments, 12 files"),
            new JobEvent.StepStarted(Stage.WEAVE, 1, "weaver"),
            new JobEvent.AgentSpawned("a1", "weaver", "scripted", null),
            new JobEvent.AgentTool("a1", "write", "Login.java", true),
            new JobEvent.AgentFinished("a1", "COMPLETED", 2, 1_500, "I fixed it"),
            new JobEvent.AgentCleaned("a1"),
            new JobEvent.StepFinished(Stage.WEAVE, 1, JobStep.Status.DONE, "1 file changed"),
            new JobEvent.StepStarted(Stage.INSPECT, 1, "inspector"),
            new JobEvent.GateStarted("test", 1, "./test.sh"),
            new JobEvent.GateRejected(
                    "test", 1, "./test.sh", 1, 800, List.of("LoginTest failed", "expected 3")),
            new JobEvent.StepFinished(Stage.INSPECT, 1, JobStep.Status.REJECTED, "1 gate"),
            new JobEvent.StepStarted(Stage.WEAVE, 2, "weaver"),
            new JobEvent.AgentSpawned("a2", "weaver", "scripted", null),
            new JobEvent.AgentFinished("a2", "COMPLETED", 1, 400, "now it works"),
            new JobEvent.StepStarted(Stage.INSPECT, 2, "inspector"),
            new JobEvent.GatePassed("test", 2, "./test.sh", 0, 12_345),
            new JobEvent.StepStarted(Stage.PUBLISH, 2, "runner"),
            new JobEvent.BranchPushed(
                    "mosaic/1-login-fails", "0123456789abcdef0123456789abcdef01234567"),
            new JobEvent.PullRequestOpened(2, "mosaic:demo/shop/pulls/2"),
            new JobEvent.StepStarted(Stage.REPORT, 2, "herald"),
            new JobEvent.Completed("1 file changed, 4 lines added, 1 removed."),
        };
    }
}
