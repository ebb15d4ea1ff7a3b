package dev.mosaic.stitcher.run;

import dev.mosaic.stitcher.blocking.Await;
import dev.mosaic.stitcher.engine.EngineEvent;
import dev.mosaic.stitcher.job.JobEvent;
import dev.mosaic.stitcher.job.JobEvent.AgentContext;
import dev.mosaic.stitcher.job.JobEvent.AgentNote;
import dev.mosaic.stitcher.job.JobEvent.AgentTool;
import dev.mosaic.stitcher.job.JobEvent.AgentUsage;
import dev.mosaic.stitcher.job.Jobs;
import dev.mosaic.stitcher.job.work.JobLog;

/**
 * Writes what one agent does into the job's log: printable, cut, and not endlessly. {@link
 * dev.mosaic.stitcher.job.StaleJob} when the lease is another's.
 */
final class Diary {
    private static final int MOST_EVENTS = 2_000;
    private static final int LONGEST_LINE = 500;
    private static final int LONGEST_NOTE = 4_000;

    private final AgentRun run;
    private final Jobs jobs;
    private final JobLog.Writer output;
    private int written;
    private int turns;
    private int toolCalls;
    private long left;

    Diary(AgentRun run, Jobs jobs, JobLog log) {
        this.run = run;
        this.jobs = jobs;
        this.output = log.writer(run.lease().job(), run.step().id(), "agent");
    }

    /** Turns that began. */
    int turns() {
        return turns;
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
            case EngineEvent.Usage(var input, var output, var cacheRead, var cacheWrite) ->
                    write(new AgentUsage(run.agent(), input, output, cacheRead, cacheWrite));
            case EngineEvent.Context(var used, var window) ->
                    write(new AgentContext(run.agent(), used, window));
            case EngineEvent.Note(var text) ->
                    write(new AgentNote(run.agent(), PlainText.lines(text, LONGEST_NOTE)));
        }
    }

    void output(String text) throws InterruptedException {
        if (!text.isEmpty()) {
            Await.maybe(output.append(text));
        }
    }

    /** Writes what was kept back, and says how much was not written. */
    void close() throws InterruptedException {
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
