package dev.mosaic.stitcher.run;

import dev.mosaic.stitcher.blocking.Await;
import dev.mosaic.stitcher.engine.EngineEvent;
import dev.mosaic.stitcher.job.JobEvent;
import dev.mosaic.stitcher.job.JobEvent.AgentContext;
import dev.mosaic.stitcher.job.JobEvent.AgentNote;
import dev.mosaic.stitcher.job.JobEvent.AgentTool;
import dev.mosaic.stitcher.job.JobEvent.AgentUsage;
import dev.mosaic.stitcher.job.JobEvent.BudgetExceeded;
import dev.mosaic.stitcher.job.JobEvent.BudgetWarned;
import dev.mosaic.stitcher.job.JobEvent.EgressBlocked;
import dev.mosaic.stitcher.job.store.Jobs;
import dev.mosaic.stitcher.job.store.Steers;
import dev.mosaic.stitcher.job.work.JobLog;
import dev.mosaic.stitcher.model.ledger.Tokens;
import dev.mosaic.stitcher.run.Agent.Spent;
import dev.mosaic.stitcher.sandbox.Blocked;
import java.math.BigDecimal;
import java.util.Queue;
import java.util.UUID;
import java.util.concurrent.ConcurrentLinkedQueue;

/**
 * Writes what one agent does into the job's log: printable, cut, and not endlessly. {@link
 * dev.mosaic.stitcher.job.StaleJob} when the lease is another's.
 */
final class Diary {
    private static final int MOST_EVENTS = 2_000;
    private static final int LONGEST_LINE = 500;
    private static final int LONGEST_NOTE = 4_000;

    private final AgentRun run;
    private final ModelUse use;
    private final Agents agents;
    private final Jobs jobs;
    private final JobLog.Writer output;
    private final Steers steers;
    private int written;
    private int turns;
    private int toolCalls;
    private long left;
    private long steered;
    private final Queue<Blocked> blocked = new ConcurrentLinkedQueue<>();
    private Spent spent = Spent.NOTHING;

    Diary(AgentRun run, ModelUse use, Agents agents, Jobs jobs, JobLog log, Steers steers) {
        this.run = run;
        this.use = use;
        this.agents = agents;
        this.jobs = jobs;
        this.steers = steers;
        this.output = log.writer(run.lease().job(), run.step().id(), "agent");
    }

    /** Turns that began. */
    int turns() {
        return turns;
    }

    /** The id of the last steer that the agent has read; 0 if none. */
    long steered() {
        return steered;
    }

    /** Uses of tools that were told. */
    int toolCalls() {
        return toolCalls;
    }

    void note(EngineEvent event) throws InterruptedException {
        switch (event) {
            case EngineEvent.TurnStarted _ -> turns++;
            case EngineEvent.ToolUsed(var tool, var summary, var succeeded) -> {
                toolCalls++;
                write(
                        new AgentTool(
                                run.agent(),
                                PlainText.line(tool, LONGEST_LINE),
                                PlainText.line(summary, LONGEST_LINE),
                                succeeded));
            }
            case EngineEvent.Usage(var input, var output, var cacheRead, var cacheWrite) -> {
                if (!use.isCounted()) {
                    write(new AgentUsage(run.agent(), input, output, cacheRead, cacheWrite, null));
                }
            }
            case EngineEvent.Context(var used, var window) -> {
                if (!use.isCounted()) {
                    write(new AgentContext(run.agent(), used, window));
                }
            }
            case EngineEvent.Steered(var upTo) -> {
                Await.done(steers.deliver(run.lease(), UUID.fromString(run.agent()), upTo));
                steered = upTo;
            }
            case EngineEvent.Note(var text) ->
                    write(new AgentNote(run.agent(), PlainText.lines(text, LONGEST_NOTE)));
        }
    }

    /** Writes what was heard of the model since the last time. What is counted is always kept. */
    void account() throws InterruptedException {
        for (var attempt = blocked.poll(); attempt != null; attempt = blocked.poll()) {
            write(
                    new EgressBlocked(
                            run.agent(),
                            PlainText.line(attempt.target(), LONGEST_LINE),
                            attempt.why(),
                            attempt.times()));
        }
        for (var heard = use.next(); heard != null; heard = use.next()) {
            switch (heard) {
                case ModelUse.Heard.Called(var tokens, var cost) -> called(tokens, cost);
                case ModelUse.Heard.Warned(var standing) ->
                        write(
                                new BudgetWarned(
                                        standing.scope().name(),
                                        standing.limit(),
                                        standing.held(),
                                        standing.warning()));
                case ModelUse.Heard.Refused(var refusal) ->
                        write(
                                new BudgetExceeded(
                                        refusal.standing().scope().name(),
                                        refusal.standing().limit(),
                                        refusal.standing().held(),
                                        refusal.sentence()));
            }
        }
    }

    /** It was kept from reaching something. From any thread; written with the next account. */
    void blocked(Blocked attempt) {
        blocked.add(attempt);
    }

    private void called(Tokens tokens, BigDecimal cost) throws InterruptedException {
        spent = spent.and(tokens, cost);
        Await.maybe(agents.spent(run, spent));
        write(
                new AgentUsage(
                        run.agent(),
                        spent.input(),
                        spent.output(),
                        spent.cacheRead(),
                        spent.cacheWrite(),
                        spent.cost()));
        var endpoint = use.endpoint();
        if (endpoint != null) {
            write(new AgentContext(run.agent(), tokens.context(), endpoint.window()));
        }
    }

    void output(String text) throws InterruptedException {
        if (!text.isEmpty()) {
            Await.maybe(output.append(text));
        }
    }

    /** Writes what was kept back, and says how much was not written. */
    void close() throws InterruptedException {
        account();
        Await.maybe(output.end());
        if (left > 0) {
            var rest = "… and %,d more remarks and uses of tools, which are not listed.";
            Await.maybe(jobs.record(run.lease(), new AgentNote(run.agent(), rest.formatted(left))));
            left = 0;
        }
    }

    private void write(JobEvent event) throws InterruptedException {
        if (written >= MOST_EVENTS) {
            left++;
            return;
        }
        written++;
        Await.maybe(jobs.record(run.lease(), event));
    }
}
