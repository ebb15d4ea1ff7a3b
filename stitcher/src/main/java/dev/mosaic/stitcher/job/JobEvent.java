package dev.mosaic.stitcher.job;

import java.math.BigDecimal;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A fact about a job: one line of its log. The payload of each type only grows, so that a node of
 * the previous release can read it. Texts that came from outside are untrusted.
 */
public sealed interface JobEvent {
    /** {@code job.submitted}: the first line of every job. */
    record Submitted(String requestedBy, String title, String instructions) implements JobEvent {}

    /** {@code job.watched}: somebody asked for the same and will hear of it too. */
    record Watched(String watcher) implements JobEvent {}

    /** {@code job.queued} @param reason why it is (again) in the queue, such as {@code accepted} */
    record Queued(String reason) implements JobEvent {}

    /** {@code job.delayed}: put off until a time. */
    record Delayed(String reason, Instant until) implements JobEvent {}

    /** {@code job.claimed} */
    record Claimed(String node, long epoch) implements JobEvent {}

    /**
     * {@code job.waiting}: a person must act before a time.
     *
     * @param waitingFor such as {@code approval}
     * @param head the commit that is asked about
     * @param diff the change, bounded
     */
    record Waiting(String waitingFor, Instant until, String head, List<String> reasons, String diff)
            implements JobEvent {
        public Waiting {
            reasons = List.copyOf(reasons);
        }
    }

    /** {@code job.resumed} @param answer {@code approved} or {@code rejected} */
    record Resumed(String by, String answer, String reason) implements JobEvent {}

    /** {@code job.cancelling} */
    record Cancelling(String by, String reason) implements JobEvent {}

    /** {@code job.cancelled} */
    record Cancelled(String by, String reason) implements JobEvent {}

    /**
     * {@code job.completed}
     *
     * @param verdict what an inspection came to; null of every other job
     */
    record Completed(String summary, @Nullable Judgement verdict) implements JobEvent {
        /** Of a job that made a change. */
        public Completed(String summary) {
            this(summary, null);
        }
    }

    /** {@code job.failed} @param advice what the reader can do next */
    record Failed(String error, String advice) implements JobEvent {}

    /** {@code job.quarantined} */
    record Quarantined(String error) implements JobEvent {}

    /** {@code job.retried} */
    record Retried(String by, int attempt, String instructions) implements JobEvent {}

    /** {@code job.changed} @param priority null if that did not change */
    record Changed(String by, @Nullable Integer priority) implements JobEvent {}

    /** {@code step.started} */
    record StepStarted(Stage stage, int round, String profile) implements JobEvent {}

    /** {@code step.progress} @param percent of the whole job */
    record StepProgress(Stage stage, int round, int percent, String note) implements JobEvent {}

    /** {@code step.finished} */
    record StepFinished(Stage stage, int round, JobStep.Status status, String summary)
            implements JobEvent {}

    /** {@code agent.spawned} */
    record AgentSpawned(String agent, String profile, String engine, @Nullable String model)
            implements JobEvent {}

    /** {@code agent.tool} */
    record AgentTool(String agent, String tool, String summary, boolean succeeded)
            implements JobEvent {}

    /**
     * {@code agent.usage}: tokens of the agent so far.
     *
     * @param cost in USD; null where its engine counts for itself, and nobody knows the price
     */
    record AgentUsage(
            String agent,
            long input,
            long output,
            long cacheRead,
            long cacheWrite,
            @Nullable BigDecimal cost)
            implements JobEvent {}

    /**
     * {@code agent.context}: how full the model's window was in the agent's latest turn.
     *
     * @param used tokens
     * @param window how many the model can read at once
     */
    record AgentContext(String agent, long used, long window) implements JobEvent {}

    /** {@code agent.note} */
    record AgentNote(String agent, String text) implements JobEvent {}

    /** {@code agent.finished} @param state COMPLETED, FAILED or KILLED */
    record AgentFinished(String agent, String state, int turns, long millis, String summary)
            implements JobEvent {}

    /** {@code agent.cleaned}: its processes and its worktree are gone. */
    record AgentCleaned(String agent) implements JobEvent {}

    /**
     * {@code kill.proven}: nothing of a killed job runs any more, unless something survived.
     *
     * @param afterMs milliseconds since somebody wished it
     * @param survivors what could not be ended, one line each; it is tried again
     */
    record KillProven(long afterMs, List<String> survivors) implements JobEvent {
        public KillProven {
            survivors = List.copyOf(survivors);
        }
    }

    /**
     * {@code work.kept}: what an agent did until it was stopped or broke is a commit in the mirror
     * of one node, published nowhere.
     */
    record WorkKept(String commit, String node) implements JobEvent {}

    /**
     * {@code budget.warned}: a limit is used to 80 % or more.
     *
     * @param scope JOB, PERSON_DAY, REPOSITORY_DAY or INSTANCE_DAY
     * @param limit in USD
     * @param held in USD: spent, or reserved for calls under way
     */
    record BudgetWarned(String scope, BigDecimal limit, BigDecimal held, String sentence)
            implements JobEvent {}

    /** {@code budget.exceeded}: a call was refused. Members as those of {@link BudgetWarned}. */
    record BudgetExceeded(String scope, BigDecimal limit, BigDecimal held, String sentence)
            implements JobEvent {}

    /**
     * {@code budget.spent}: what the whole job cost so far, by the ledger; after each agent.
     *
     * @param usd in USD
     * @param input tokens without those from and into a cache
     * @param estimated true if a part is more than it was, because a provider did not say it
     */
    record BudgetSpent(
            BigDecimal usd,
            long input,
            long output,
            long cacheRead,
            long cacheWrite,
            int calls,
            boolean estimated)
            implements JobEvent {}

    /**
     * {@code egress.blocked}: an agent tried to reach what it may not.
     *
     * @param target as the agent named it; hostile
     * @param why names the setting
     * @param times how often so far
     */
    record EgressBlocked(String agent, String target, String why, long times) implements JobEvent {}

    /** {@code steer.received}: a person said something to the agents of the job. */
    record SteerReceived(long steer, String by, String text) implements JobEvent {}

    /** {@code steer.delivered}: an agent has read it. @param by who had said it */
    record SteerDelivered(long steer, String by, String agent) implements JobEvent {}

    /** {@code gate.started} */
    record GateStarted(String gate, int round, String command) implements JobEvent {}

    /** {@code gates.detected}: the policy names none. @param found a sentence for each */
    record GatesDetected(int round, List<String> found) implements JobEvent {
        public GatesDetected {
            found = List.copyOf(found);
        }
    }

    /**
     * {@code gate.passed}
     *
     * @param exit null for a gate that is no command
     * @param remarks what people should know all the same
     */
    record GatePassed(
            String gate,
            int round,
            String command,
            @Nullable Integer exit,
            long millis,
            List<String> remarks)
            implements JobEvent {
        @SuppressWarnings("ConstantValue") // lines of an earlier release have no remarks
        public GatePassed {
            remarks = remarks == null ? List.of() : List.copyOf(remarks);
        }

        /** Without remarks. */
        public GatePassed(
                String gate, int round, String command, @Nullable Integer exit, long millis) {
            this(gate, round, command, exit, millis, List.of());
        }
    }

    /** {@code gate.held}: the change needs a person's approval. */
    record GateHeld(String gate, int round, long millis, List<String> reasons) implements JobEvent {
        public GateHeld {
            reasons = List.copyOf(reasons);
        }
    }

    /** {@code gate.bypassed}: audited. @param by whose wish it was that the gate did not run */
    record GateBypassed(String gate, int round, String by) implements JobEvent {}

    /** {@code gate.rejected} @param exit null for a gate that is no command */
    record GateRejected(
            String gate,
            int round,
            String command,
            @Nullable Integer exit,
            long millis,
            List<String> reasons)
            implements JobEvent {
        public GateRejected {
            reasons = List.copyOf(reasons);
        }
    }

    /** {@code gate.broken}: the gate itself could not run; the agent is not to blame. */
    record GateBroken(String gate, int round, String cause) implements JobEvent {}

    /**
     * {@code review.verdict}: what a reviewer said of the change, in the form that was asked for.
     * Whether that lets the change through is said by the gate.
     *
     * @param agent the reviewer
     * @param verdict {@code approve} or {@code reject}
     * @param confidence 0 to 1
     */
    record ReviewVerdict(
            String agent,
            int round,
            String verdict,
            BigDecimal confidence,
            List<ReviewFinding> findings)
            implements JobEvent {
        public ReviewVerdict {
            findings = List.copyOf(findings);
        }
    }

    /**
     * One thing that a reviewer found.
     *
     * @param severity {@code blocker}, {@code major} or {@code minor}
     * @param file empty if it is about none
     * @param line null if it is about none
     */
    record ReviewFinding(String severity, String file, @Nullable Integer line, String text) {}

    /**
     * {@code change.found}: what an inspection looks at.
     *
     * @param branch that holds the change
     * @param base where the change left {@code baseBranch}
     * @param pullRequest its number; null if it is about the branch
     */
    record ChangeFound(
            String branch, String head, String baseBranch, String base, @Nullable Long pullRequest)
            implements JobEvent {}

    /** {@code branch.conflicted}: the base moved, and both sides changed the same places. */
    record BranchConflicted(String branch, List<String> paths) implements JobEvent {
        public BranchConflicted {
            paths = List.copyOf(paths);
        }
    }

    /** {@code branch.pushed} */
    record BranchPushed(String branch, String head) implements JobEvent {}

    /** {@code pr.opened}: opened, or adopted because it was there. */
    record PullRequestOpened(long number, String url) implements JobEvent {}

    /** A type that this release does not know; kept as it was written. */
    record Unknown(String type, String json) implements JobEvent {}
}
