package dev.mosaic.stitcher.run;

import dev.mosaic.stitcher.blocking.Await;
import dev.mosaic.stitcher.engine.Engine;
import dev.mosaic.stitcher.engine.EngineRun;
import dev.mosaic.stitcher.engine.Profile;
import dev.mosaic.stitcher.engine.RunResult;
import dev.mosaic.stitcher.failpoint.Failpoint;
import dev.mosaic.stitcher.job.JobId;
import dev.mosaic.stitcher.job.StaleJob;
import dev.mosaic.stitcher.run.Agents.End;
import dev.mosaic.stitcher.run.Mailbox.Letter;
import dev.mosaic.stitcher.sandbox.SandboxHandle;
import dev.mosaic.stitcher.sandbox.SandboxHandle.Signal;
import dev.mosaic.stitcher.sandbox.Sandboxes;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import reactor.core.publisher.Mono;

/**
 * One agent from its row to its end. However it ends - by itself, at a limit, by an interrupt, with
 * the database gone - its processes are gone before anything else is tried. Where a person or a
 * limit ends it, it is asked first; where something of ours failed, or somebody cannot wait, it is
 * killed at once.
 */
final class Supervision {
    private static final Logger log = LoggerFactory.getLogger(Supervision.class);
    private static final Duration ABORT = Duration.ofSeconds(2);
    private static final int LONGEST = 1_000;
    private static final int TRIES = 3;
    private static final Duration FOREVER = Duration.ofMillis(Long.MAX_VALUE);

    private final AgentRun run;
    private final ModelUse use;
    private final Agents agents;
    private final Diary diary;
    private final Outfit outfit;
    private final RunSettings settings;
    private final RunLimits limits;
    private final CompletableFuture<List<String>> gone = new CompletableFuture<>();

    /**
     * Written once, however often it is waited for: whoever is interrupted while it is written does
     * not keep it from being written, and comes back for it.
     */
    private final Mono<Void> cleaned;

    private volatile boolean killed;
    private volatile @Nullable SandboxHandle open;

    Supervision(
            AgentRun run,
            ModelUse use,
            Agents agents,
            Diary diary,
            Outfit outfit,
            RunSettings settings) {
        this.run = run;
        this.use = use;
        this.agents = agents;
        this.diary = diary;
        this.outfit = outfit;
        this.settings = settings;
        this.limits = new RunLimits(run, settings, diary);
        this.cleaned = agents.cleaned(run).cache(_ -> FOREVER, _ -> Duration.ZERO, () -> FOREVER);
    }

    AgentOutcome of(Engine engine, Sandboxes sandboxes) throws InterruptedException {
        try {
            return live(engine, sandboxes);
        } finally {
            gone.completeExceptionally(new IllegalStateException("nobody knows its end"));
        }
    }

    private AgentOutcome live(Engine engine, Sandboxes sandboxes) throws InterruptedException {
        spawn();
        Failpoint.AGENT_SPAWNED.pass();
        LoggedSandbox sandbox = null;
        try {
            var opened = open(engine, sandboxes);
            sandbox = new LoggedSandbox(opened);
            // first seen, then asked: either we see the kill, or the kill sees the sandbox
            open = opened;
            stopIfKilled();
            Failpoint.SANDBOX_OPENED.pass();
            Await.value(agents.begin(run));
            Failpoint.AGENT_BEGUN.pass();
            var told = watch(engine, sandbox);
            use.close();
            var survivors = sandbox.kill();
            gone.complete(survivors);
            var outcome = survivors.isEmpty() ? told : undead(survivors);
            diary.output(sandbox.take());
            use.settle();
            diary.close();
            outfit.keepConversation(outcome);
            Failpoint.AGENT_ENDED.pass();
            Await.value(agents.finish(run, end(outcome)));
            Failpoint.AGENT_FINISHED.pass();
            cleanUp(sandbox, survivors);
            return outcome;
        } catch (InterruptedException | RuntimeException | Error e) {
            giveUp(e, sandbox);
            throw e;
        }
    }

    /**
     * From any thread. The engine is not asked, and what it says of its end decides nothing; it has
     * no model any more. Whoever says so kills its sandbox too; one that opens later is killed as
     * soon as it is open.
     */
    void doom() {
        killed = true;
        use.close();
    }

    boolean isDoomed() {
        return killed;
    }

    boolean isOf(JobId job) {
        return run.lease().job().equals(job);
    }

    /** Null as long as it is not open. */
    @Nullable SandboxHandle sandbox() {
        return open;
    }

    /** When its own thread has ended it: what survived. */
    CompletableFuture<List<String>> gone() {
        return gone.copy();
    }

    private SandboxHandle open(Engine engine, Sandboxes sandboxes) throws InterruptedException {
        return run.profile().folder() == Profile.Folder.NONE
                ? new Nowhere()
                : sandboxes.open(outfit.sandbox(engine));
    }

    private void stopIfKilled() throws InterruptedException {
        if (killed) {
            throw new InterruptedException();
        }
    }

    /** Whoever is interrupted here cannot know whether the row is there. */
    private void spawn() throws InterruptedException {
        try {
            Await.value(agents.spawn(run));
        } catch (StaleJob e) {
            gone.complete(List.of());
            throw e;
        } catch (InterruptedException | RuntimeException e) {
            giveUp(e, null);
            throw e;
        }
    }

    private AgentOutcome watch(Engine engine, LoggedSandbox sandbox) throws InterruptedException {
        var engineRun = outfit.start(engine, sandbox);
        Failpoint.ENGINE_STARTED.pass();
        try (var mailbox = new Mailbox(engineRun)) {
            try {
                outfit.handedOver(engine);
                return read(engineRun, mailbox, sandbox);
            } catch (InterruptedException e) {
                stop(engineRun, mailbox, sandbox);
                throw e;
            } catch (RuntimeException | Error e) {
                use.close();
                sandbox.kill();
                stop(engineRun, mailbox, sandbox);
                throw e;
            }
        }
    }

    private AgentOutcome read(EngineRun engineRun, Mailbox mailbox, LoggedSandbox sandbox)
            throws InterruptedException {
        var lastLetter = System.nanoTime();
        while (true) {
            var letter =
                    mailbox.next(limits.untilNextLook(Math.max(lastLetter, sandbox.lastSign())));
            diary.output(sandbox.take());
            diary.account();
            var ended = letter instanceof Letter.Ended;
            if (ended) {
                stopIfKilled();
            }
            var refusal = use.refusal();
            if (refusal != null) {
                if (!ended) {
                    stop(engineRun, mailbox, sandbox);
                }
                return new AgentOutcome.BudgetUsedUp(refusal, limits.took(), limits.turns());
            }
            if (letter instanceof Letter.Ended(var result)) {
                return outcome(result);
            }
            if (letter instanceof Letter.Told(var event)) {
                lastLetter = System.nanoTime();
                diary.note(event);
            }
            var limit = limits.reached(Math.max(lastLetter, sandbox.lastSign()), sandbox.printed());
            if (limit != null) {
                stop(engineRun, mailbox, sandbox);
                return new AgentOutcome.LimitReached(limit, limits.took(), limits.turns());
            }
        }
    }

    /**
     * Ends the engine and what it runs: by the ladder, or at once if it was killed, and then it is
     * only told so that it gives up what it does without a process. Whatever it does with the time
     * that it gets, it asks no model any more.
     */
    private void stop(EngineRun engineRun, Mailbox mailbox, LoggedSandbox sandbox) {
        use.close();
        var asked = !killed;
        if (asked && ladder(engineRun, mailbox, sandbox)) {
            return;
        }
        sandbox.kill();
        if (!asked) {
            calmly(() -> Await.maybe(engineRun.abort().timeout(ABORT).onErrorComplete()));
        }
        calmly(() -> {
            if (!mailbox.awaitEnd(settings.grace())) {
                log.atError()
                        .addKeyValue("agent", run.agent())
                        .addKeyValue("engine", run.engine())
                        .log("engine did not end although its processes were killed");
            }
        });
    }

    /**
     * Asks the engine, waits; sends SIGTERM to what it runs, waits. An interrupt on the way is
     * somebody who will not wait: the kill comes at once, and the flag is up afterwards.
     *
     * @return whether it ended
     */
    private boolean ladder(EngineRun engineRun, Mailbox mailbox, LoggedSandbox sandbox) {
        try {
            Await.maybe(engineRun.abort().timeout(ABORT).onErrorComplete());
            if (mailbox.awaitEnd(settings.grace())) {
                return true;
            }
            sandbox.ask(Signal.TERMINATE);
            return mailbox.awaitEnd(settings.grace());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    /** Whatever it said: what still runs may write to its worktree, so nobody may judge that. */
    private AgentOutcome undead(List<String> survivors) {
        return new AgentOutcome.Crashed(
                PlainText.line(
                        "Something of the agent could not be ended, so this run does not count: %s. Ask `mosaic doctor --sandbox` what is wrong."
                                .formatted(String.join(", ", survivors)),
                        LONGEST),
                true,
                limits.took(),
                limits.turns());
    }

    private AgentOutcome outcome(RunResult result) {
        return switch (result) {
            case RunResult.Stopped(var summary, _) ->
                    new AgentOutcome.Stopped(
                            PlainText.lines(summary, LONGEST),
                            limits.took(),
                            limits.turns(),
                            outfit.answer());
            case RunResult.Aborted _ ->
                    new AgentOutcome.Crashed(
                            "The engine was stopped from outside.",
                            true,
                            limits.took(),
                            limits.turns());
            case RunResult.Crashed(var detail, var passing, _) ->
                    new AgentOutcome.Crashed(
                            PlainText.lines(detail, LONGEST),
                            passing,
                            limits.took(),
                            limits.turns());
        };
    }

    private End end(AgentOutcome outcome) {
        var state =
                switch (outcome) {
                    case AgentOutcome.Stopped _ -> AgentState.COMPLETED;
                    case AgentOutcome.LimitReached _, AgentOutcome.BudgetUsedUp _ ->
                            AgentState.KILLED;
                    case AgentOutcome.Crashed _ -> AgentState.FAILED;
                };
        var summary =
                switch (outcome) {
                    case AgentOutcome.Stopped stopped -> stopped.summary();
                    case AgentOutcome.LimitReached reached ->
                            "It was stopped: %s.".formatted(reached.limit());
                    case AgentOutcome.BudgetUsedUp used ->
                            "It was stopped: " + used.refusal().sentence();
                    case AgentOutcome.Crashed crashed -> crashed.detail();
                };
        return end(state, summary, List.of());
    }

    private End end(AgentState state, String summary, List<String> survivors) {
        var rest =
                survivors.isEmpty() ? "" : " Could not be ended: " + String.join(", ", survivors);
        return new End(
                state, limits.turns(), limits.took(), PlainText.line(summary + rest, LONGEST));
    }

    private void cleanUp(LoggedSandbox sandbox, List<String> survivors)
            throws InterruptedException {
        sandbox.close();
        calmly(diary::account);
        if (survivors.isEmpty()) {
            Await.maybe(cleaned);
        }
    }

    /** After something went wrong: first the processes, then whatever can still be written. */
    private void giveUp(Throwable why, @Nullable LoggedSandbox sandbox) {
        use.close();
        var survivors = sandbox == null ? List.<String>of() : sandbox.kill();
        gone.complete(survivors);
        Failpoint.AGENT_KILLED.pass();
        var end =
                switch (why) {
                    case InterruptedException _ ->
                            end(AgentState.KILLED, "It was stopped from outside.", survivors);
                    case StaleJob _ ->
                            end(AgentState.KILLED, "Its job was taken over by another.", survivors);
                    default -> end(AgentState.FAILED, String.valueOf(why.getMessage()), survivors);
                };
        if (sandbox != null) {
            calmly(() -> diary.output(sandbox.take()));
            calmly(use::settle);
            calmly(diary::close);
        }
        calmly(() -> Await.value(agents.finish(run, end)));
        calmly(() -> {
            if (sandbox == null) {
                // stopped before it had a place to run in: there is nothing to remove
                Await.maybe(cleaned);
            } else {
                cleanUp(sandbox, survivors);
            }
        });
    }

    /**
     * Another interrupt does not keep it from being done; it is remembered in the thread's flag.
     */
    private void calmly(Step step) {
        var interrupted = false;
        for (var tries = 1; tries <= TRIES; tries++) {
            try {
                step.run();
                break;
            } catch (InterruptedException e) {
                interrupted = true;
            } catch (RuntimeException e) {
                log.atWarn()
                        .addKeyValue("agent", run.agent())
                        .setCause(e)
                        .log("a part of cleaning up after an agent failed");
                break;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    private interface Step {
        void run() throws InterruptedException;
    }
}
