package dev.mosaic.stitcher.inspector.review;

import dev.mosaic.stitcher.engine.Profile;
import dev.mosaic.stitcher.git.CommitSha;
import dev.mosaic.stitcher.git.FileChange;
import dev.mosaic.stitcher.git.mirror.Mirror;
import dev.mosaic.stitcher.git.worktree.Worktrees;
import dev.mosaic.stitcher.inspector.review.OpinionReader.Reading;
import dev.mosaic.stitcher.inspector.review.Review.Result;
import dev.mosaic.stitcher.job.JobStep;
import dev.mosaic.stitcher.job.Lease;
import dev.mosaic.stitcher.run.AgentOutcome;
import dev.mosaic.stitcher.run.AgentRun;
import dev.mosaic.stitcher.run.Payer;
import dev.mosaic.stitcher.run.RunSupervisor;
import dev.mosaic.stitcher.sandbox.SandboxSpec.Repository;
import dev.mosaic.stitcher.secrets.Redactor;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.springframework.stereotype.Component;

/**
 * Has an agent look at a change, under the same supervision as every other: its row, its limits,
 * its money, its end. It begins anew each time and knows nothing of who made the change. Blocking.
 */
@Component
public class Reviewer {
    private static final int LONGEST_DIFF = 200 << 10;

    private final Worktrees worktrees;
    private final RunSupervisor supervisor;
    private final Redactor redactor;
    private final ReviewSettings settings;

    Reviewer(
            Worktrees worktrees,
            RunSupervisor supervisor,
            Redactor redactor,
            ReviewSettings settings) {
        this.worktrees = worktrees;
        this.supervisor = supervisor;
        this.redactor = redactor;
        this.settings = settings;
    }

    /**
     * What is to be reviewed.
     *
     * @param files what lies between the base and the commit
     */
    public record Subject(
            Lease lease,
            JobStep step,
            Repository repository,
            Mirror mirror,
            CommitSha base,
            CommitSha commit,
            List<FileChange> files) {
        public Subject {
            files = List.copyOf(files);
        }
    }

    /**
     * With what.
     *
     * @param engine whose agent it is
     * @param fence the word around untrusted text
     * @param briefing what was asked for, fenced by it and without secrets
     * @param wall the time that is left for agents of the job; positive
     * @param turns the turns that are left; positive
     * @param toolCalls how often it may use a tool
     */
    public record Means(
            String engine,
            String model,
            String fence,
            String briefing,
            Duration wall,
            int turns,
            int toolCalls,
            Payer payer) {}

    /**
     * Whatever happens, no process and no folder stays when this returns.
     *
     * @throws InterruptedException after everything was ended
     */
    public Review review(Subject subject, Means means) throws InterruptedException {
        var agent = supervisor.nextAgent(subject.lease().job()).toString();
        var folder =
                worktrees.open(
                        subject.mirror(),
                        subject.commit(),
                        subject.lease().job().toString(),
                        subject.lease().epoch(),
                        agent);
        try {
            var outcome = supervisor.run(run(subject, means, agent, folder));
            return new Review(agent, result(outcome), outcome.took(), outcome.turns());
        } catch (InterruptedException e) {
            // a flag that is up would be in the way of removing the folder
            Thread.interrupted();
            throw e;
        } finally {
            worktrees.remove(folder);
        }
    }

    private AgentRun run(Subject subject, Means means, String agent, Path folder) {
        var diff = subject.mirror().diff(subject.base(), subject.commit(), LONGEST_DIFF);
        var prompt =
                ReviewPrompt.of(
                        means.fence(), means.briefing(), subject.files(), redactor.redact(diff));
        return new AgentRun(
                agent,
                subject.lease(),
                subject.repository(),
                subject.step(),
                Profile.INSPECTOR,
                means.engine(),
                means.model(),
                folder,
                prompt,
                null,
                means.wall().compareTo(settings.wall()) < 0 ? means.wall() : settings.wall(),
                Math.min(means.turns(), settings.turns()),
                means.toolCalls(),
                means.payer(),
                OpinionReader.SCHEMA);
    }

    private static Result result(AgentOutcome outcome) {
        return switch (outcome) {
            case AgentOutcome.Stopped stopped -> {
                var answer = stopped.answer() == null ? "" : stopped.answer();
                yield switch (OpinionReader.read(answer)) {
                    case Reading.Whole(var opinion) -> new Result.Given(opinion, answer);
                    case Reading.Unusable(var why) -> new Result.Unusable(why, answer);
                };
            }
            case AgentOutcome.LimitReached(var limit, _, _) ->
                    new Result.Unusable(
                            "The reviewer was stopped before it gave a verdict: %s (mosaic.review.wall and mosaic.review.turns, or what the job had left of mosaic.limits)."
                                    .formatted(limit),
                            "");
            case AgentOutcome.BudgetUsedUp(var refusal, _, _) -> new Result.OverBudget(refusal);
            case AgentOutcome.Crashed(var detail, var passing, _, _) ->
                    passing
                            ? new Result.Away(detail)
                            : new Result.Unusable(
                                    "The reviewer broke off without a verdict: " + detail, "");
        };
    }
}
