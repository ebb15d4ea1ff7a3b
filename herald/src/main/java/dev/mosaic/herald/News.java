package dev.mosaic.herald;

import dev.mosaic.stitcher.job.JobEvent;
import dev.mosaic.stitcher.job.RecordedEvent;
import java.util.Collection;
import java.util.List;

/**
 * What the lines of one job in one batch mean to people.
 *
 * @param seq the newest line that changes a status message; 0 if none does
 * @param endings the numbers of the lines that end an attempt
 * @param questions the numbers of the lines that ask people something
 */
record News(int seq, List<Integer> endings, List<Integer> questions) {
    News {
        endings = List.copyOf(endings);
        questions = List.copyOf(questions);
    }

    static News in(Collection<RecordedEvent> lines) {
        return new News(
                lines.stream()
                        .filter(it -> changesStatus(it.event()))
                        .mapToInt(RecordedEvent::seq)
                        .max()
                        .orElse(0),
                lines.stream().filter(it -> isEnding(it.event())).map(RecordedEvent::seq).toList(),
                lines.stream()
                        .filter(it -> it.event() instanceof JobEvent.Waiting)
                        .map(RecordedEvent::seq)
                        .toList());
    }

    private static boolean isEnding(JobEvent event) {
        return event instanceof JobEvent.Completed
                || event instanceof JobEvent.Failed
                || event instanceof JobEvent.Cancelled
                || event instanceof JobEvent.Quarantined;
    }

    static boolean changesStatus(JobEvent event) {
        return switch (event) {
            case JobEvent.Changed _,
                    JobEvent.AgentTool _,
                    JobEvent.AgentUsage _,
                    JobEvent.AgentContext _,
                    JobEvent.AgentNote _,
                    JobEvent.AgentCleaned _,
                    JobEvent.KillProven _,
                    JobEvent.EgressBlocked _,
                    JobEvent.BudgetSpent _,
                    JobEvent.GateStarted _,
                    JobEvent.Unknown _ ->
                    false;
            case JobEvent.Submitted _,
                    JobEvent.Watched _,
                    JobEvent.Queued _,
                    JobEvent.Delayed _,
                    JobEvent.Waiting _,
                    JobEvent.Resumed _,
                    JobEvent.Claimed _,
                    JobEvent.Cancelling _,
                    JobEvent.Cancelled _,
                    JobEvent.Completed _,
                    JobEvent.Failed _,
                    JobEvent.Quarantined _,
                    JobEvent.Retried _,
                    JobEvent.StepStarted _,
                    JobEvent.StepProgress _,
                    JobEvent.StepFinished _,
                    JobEvent.AgentSpawned _,
                    JobEvent.AgentFinished _,
                    JobEvent.SteerReceived _,
                    JobEvent.SteerDelivered _,
                    JobEvent.WorkKept _,
                    JobEvent.BudgetWarned _,
                    JobEvent.BudgetExceeded _,
                    JobEvent.ChangeFound _,
                    JobEvent.GatesDetected _,
                    JobEvent.GatePassed _,
                    JobEvent.GateHeld _,
                    JobEvent.GateBypassed _,
                    JobEvent.GateRejected _,
                    JobEvent.GateBroken _,
                    JobEvent.ReviewVerdict _,
                    JobEvent.BranchConflicted _,
                    JobEvent.BranchPushed _,
                    JobEvent.PullRequestOpened _ ->
                    true;
        };
    }
}
