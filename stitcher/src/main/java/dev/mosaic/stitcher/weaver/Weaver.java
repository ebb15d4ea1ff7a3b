package dev.mosaic.stitcher.weaver;

import dev.mosaic.stitcher.failpoint.Failpoint;
import dev.mosaic.stitcher.git.CommitLimits;
import dev.mosaic.stitcher.git.Snapshot;
import dev.mosaic.stitcher.git.Worktrees;
import dev.mosaic.stitcher.run.AgentOutcome;
import dev.mosaic.stitcher.run.AgentRun;
import dev.mosaic.stitcher.run.RunSupervisor;
import dev.mosaic.stitcher.weaver.Weaving.Cost;
import dev.mosaic.stitcher.weaver.Weaving.Woven;
import java.nio.file.Path;
import java.util.UUID;
import org.springframework.stereotype.Component;

/**
 * Lets an agent change a worktree, and reads the change as a diff against the base. What the agent
 * says about its work is kept for people and decides nothing.
 */
@Component
public class Weaver {
    private static final String PROFILE = "weaver";

    private final Worktrees worktrees;
    private final RunSupervisor supervisor;

    Weaver(Worktrees worktrees, RunSupervisor supervisor) {
        this.worktrees = worktrees;
        this.supervisor = supervisor;
    }

    /**
     * Blocking. Whatever happens, no process and no worktree stays when this returns.
     *
     * @throws InterruptedException after everything was ended
     */
    public Woven weave(Weaving weaving) throws InterruptedException {
        var lease = weaving.lease();
        var agent = UUID.randomUUID().toString();
        var worktree =
                worktrees.open(
                        weaving.mirror(),
                        weaving.start(),
                        lease.job().toString(),
                        lease.epoch(),
                        agent);
        try {
            var outcome = supervisor.run(agentRun(weaving, agent, worktree));
            return read(weaving, worktree, outcome);
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
                    switch (snapshot(weaving, worktree)) {
                        case Snapshot.Committed(var commit, _) ->
                                new Woven.Stopped(reached.limit(), commit, cost);
                        case Snapshot.Unchanged(), Snapshot.Refused _ ->
                                new Woven.Stopped(reached.limit(), null, cost);
                    };
            case AgentOutcome.Crashed crashed ->
                    new Woven.Crashed(crashed.detail(), crashed.passing(), cost);
        };
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
                        weaving.reasons());
        return new AgentRun(
                agent,
                weaving.lease(),
                weaving.repository(),
                weaving.step(),
                PROFILE,
                weaving.engine(),
                weaving.model(),
                worktree,
                prompt,
                weaving.wall(),
                weaving.turns(),
                weaving.toolCalls());
    }
}
