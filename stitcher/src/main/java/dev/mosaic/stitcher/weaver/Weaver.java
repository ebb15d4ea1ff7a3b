package dev.mosaic.stitcher.weaver;

import dev.mosaic.stitcher.engine.Profile;
import dev.mosaic.stitcher.failpoint.Failpoint;
import dev.mosaic.stitcher.git.CommitLimits;
import dev.mosaic.stitcher.git.CommitSha;
import dev.mosaic.stitcher.git.Snapshot;
import dev.mosaic.stitcher.git.worktree.Worktrees;
import dev.mosaic.stitcher.run.AgentOutcome;
import dev.mosaic.stitcher.run.AgentRun;
import dev.mosaic.stitcher.run.RunSupervisor;
import dev.mosaic.stitcher.weaver.Weaving.Cost;
import dev.mosaic.stitcher.weaver.Weaving.Woven;
import java.nio.file.Path;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;

/**
 * Lets an agent change a worktree, and reads the change as a diff against the base. What the agent
 * says about its work is kept for people and decides nothing.
 */
@Component
public class Weaver {
    private static final Logger log = LoggerFactory.getLogger(Weaver.class);

    private final Worktrees worktrees;
    private final RunSupervisor supervisor;

    Weaver(Worktrees worktrees, RunSupervisor supervisor) {
        this.worktrees = worktrees;
        this.supervisor = supervisor;
    }

    /**
     * Blocking. Whatever happens, no process and no worktree stays when this returns. What an agent
     * did until it was stopped is kept as a commit in the mirror.
     *
     * @return {@link Woven.BrokenOff} after an interrupt that came while the agent ran
     * @throws InterruptedException if one came before
     */
    public Woven weave(Weaving weaving) throws InterruptedException {
        var lease = weaving.lease();
        var agent = supervisor.nextAgent(lease.job()).toString();
        var worktree =
                worktrees.open(
                        weaving.mirror(),
                        weaving.start(),
                        lease.job().toString(),
                        lease.epoch(),
                        agent);
        var begun = System.nanoTime();
        try {
            var outcome = supervisor.run(agentRun(weaving, agent, worktree));
            return read(weaving, worktree, outcome);
        } catch (InterruptedException e) {
            // a flag that is up would close the files under our hands
            Thread.interrupted();
            var took = Duration.ofNanos(System.nanoTime() - begun);
            return new Woven.BrokenOff(kept(weaving, worktree), new Cost(took, 0));
        } finally {
            worktrees.remove(worktree);
        }
    }

    private Woven read(Weaving weaving, Path worktree, AgentOutcome outcome) {
        var cost = new Cost(outcome.took(), outcome.turns());
        return switch (outcome) {
            case AgentOutcome.Stopped stopped ->
                    switch (snapshot(weaving, worktree)) {
                        case Snapshot.Unchanged() -> new Woven.Unchanged(stopped.summary(), cost);
                        case Snapshot.Committed(var commit, var files) ->
                                new Woven.Changed(commit, files, cost);
                        case Snapshot.Refused(var reasons) -> new Woven.Refused(reasons, cost);
                    };
            case AgentOutcome.LimitReached reached ->
                    new Woven.Stopped(reached.limit(), kept(weaving, worktree), cost);
            case AgentOutcome.BudgetUsedUp used ->
                    new Woven.OverBudget(used.refusal(), kept(weaving, worktree), cost);
            case AgentOutcome.Crashed crashed ->
                    new Woven.Crashed(
                            crashed.detail(), crashed.passing(), kept(weaving, worktree), cost);
        };
    }

    /** The work of an agent that did not come to its end. Keeping it is worth no other trouble. */
    private static @Nullable CommitSha kept(Weaving weaving, Path worktree) {
        try {
            return switch (snapshot(weaving, worktree)) {
                case Snapshot.Committed(var commit, _) -> commit;
                case Snapshot.Unchanged(), Snapshot.Refused _ -> null;
            };
        } catch (RuntimeException e) {
            log.atWarn().setCause(e).log("the unfinished work of an agent could not be kept");
            return null;
        }
    }

    private static Snapshot snapshot(Weaving weaving, Path worktree) {
        var ref =
                "refs/mosaic/%s/%d/%d"
                        .formatted(
                                weaving.lease().job(),
                                weaving.step().attempt(),
                                weaving.step().round());
        var snapshot =
                weaving.mirror()
                        .snapshot(
                                worktree,
                                weaving.base(),
                                ref,
                                weaving.message(),
                                CommitLimits.DEFAULT);
        Failpoint.COMMIT_BUILT.pass();
        return snapshot;
    }

    private static AgentRun agentRun(Weaving weaving, String agent, Path worktree) {
        var prompt =
                Prompt.of(
                        weaving.fence(),
                        weaving.briefing(),
                        weaving.step().round(),
                        weaving.reasons(),
                        weaving.unfinished());
        var nextPrompt =
                Prompt.next(
                        weaving.fence(),
                        weaving.step().round(),
                        weaving.reasons(),
                        weaving.unfinished());
        return new AgentRun(
                agent,
                weaving.lease(),
                weaving.repository(),
                weaving.step(),
                Profile.WEAVER,
                weaving.engine(),
                weaving.model(),
                worktree,
                prompt,
                nextPrompt,
                weaving.wall(),
                weaving.turns(),
                weaving.toolCalls(),
                weaving.payer());
    }
}
