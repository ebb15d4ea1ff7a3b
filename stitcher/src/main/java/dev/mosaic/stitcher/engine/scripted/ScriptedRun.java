package dev.mosaic.stitcher.engine.scripted;

import dev.mosaic.stitcher.engine.EngineEvent;
import dev.mosaic.stitcher.engine.EngineEvent.Note;
import dev.mosaic.stitcher.engine.EngineEvent.ToolUsed;
import dev.mosaic.stitcher.engine.EngineEvent.TurnStarted;
import dev.mosaic.stitcher.engine.EngineRun;
import dev.mosaic.stitcher.engine.RunResult;
import dev.mosaic.stitcher.engine.RunSpec;
import dev.mosaic.stitcher.engine.SandboxFiles;
import dev.mosaic.stitcher.engine.SandboxFiles.Done;
import dev.mosaic.stitcher.engine.scripted.Script.Step;
import dev.mosaic.stitcher.failure.Failure;
import dev.mosaic.stitcher.sandbox.SandboxHandle;
import dev.mosaic.stitcher.sandbox.ShellCommand;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;
import reactor.core.publisher.Sinks.EmitFailureHandler;

/** Plays one round of a script on a virtual thread of its own. */
final class ScriptedRun implements EngineRun {
    private static final Duration COMMAND_LIMIT = Duration.ofMinutes(10);
    private static final Duration FOREVER = Duration.ofDays(1);

    private static final int KILLED = 137;

    private final Script script;
    private final RunSpec spec;
    private final SandboxHandle sandbox;
    private final SandboxFiles files;
    private final Sinks.Many<EngineEvent> events = Sinks.many().replay().all();
    private final Sinks.One<RunResult> result = Sinks.one();
    private final CountDownLatch aborted = new CountDownLatch(1);
    private final Thread thread;
    private final boolean stubborn;
    private int turns;
    private String lastWords = "";

    /**
     * @param stubborn whether the round hangs until it is killed: then it listens to no abort, from
     *     its first step on
     */
    private ScriptedRun(Script script, RunSpec spec, boolean stubborn) {
        this.script = script;
        this.spec = spec;
        this.sandbox = spec.sandbox();
        this.files = SandboxFiles.anywhere(sandbox);
        this.stubborn = stubborn;
        this.thread = Thread.ofVirtual().name("scripted-" + spec.runId()).unstarted(this::play);
    }

    static ScriptedRun start(Script script, RunSpec spec) {
        var run = new ScriptedRun(script, spec, script.round(spec.round()).isStubborn());
        run.thread.start();
        return run;
    }

    /** A run of an engine that cannot run. */
    static ScriptedRun failed(RunSpec spec, String problem) {
        var run = new ScriptedRun(new Script(Duration.ZERO, List.of()), spec, false);
        run.end(new RunResult.Crashed(problem, false, 0));
        return run;
    }

    @Override
    public Flux<EngineEvent> events() {
        return events.asFlux();
    }

    @Override
    public Mono<RunResult> result() {
        return result.asMono();
    }

    @Override
    public Mono<Void> abort() {
        return Mono.fromRunnable(() -> {
            aborted.countDown();
            if (!stubborn) {
                thread.interrupt();
            }
        });
    }

    private void play() {
        try {
            end(playRound());
        } catch (InterruptedException e) {
            end(new RunResult.Aborted(turns));
        } catch (RuntimeException | Error e) {
            end(
                    isAborted()
                            ? new RunResult.Aborted(turns)
                            : new RunResult.Crashed(
                                    String.valueOf(e.getMessage()),
                                    e instanceof Failure.Later,
                                    turns));
        }
    }

    private RunResult playRound() throws InterruptedException {
        for (var turn : script.round(spec.round()).turns()) {
            var pause = turns == 0 ? 0 : script.pause().toMillis();
            if (aborted.await(pause, TimeUnit.MILLISECONDS)) {
                return new RunResult.Aborted(turns);
            }
            turns++;
            emit(new TurnStarted(turns));
            for (var step : turn.steps()) {
                var broken = play(step);
                if (isAborted() && !stubborn) {
                    return new RunResult.Aborted(turns);
                }
                if (broken != null) {
                    return broken;
                }
            }
        }
        return isAborted() ? new RunResult.Aborted(turns) : new RunResult.Stopped(lastWords, turns);
    }

    /** Null if the round goes on. */
    private @Nullable RunResult play(Step step) throws InterruptedException {
        switch (step) {
            case Step.Say(var text) -> {
                lastWords = text;
                emit(new Note(text));
            }
            case Step.Write(var path, var text) -> used("write", path, files.write(path, text));
            case Step.Replace(var path, var find, var with) ->
                    used("replace", path, files.replace(path, find, with));
            case Step.Delete(var path) -> used("delete", path, files.delete(path));
            case Step.WriteMany(var count, var folder) ->
                    used("write", count + " files in " + folder, writeMany(count, folder));
            case Step.Run(var command) -> {
                return run(command);
            }
            case Step.Hang(var only) -> hang(only);
            case Step.Crash(var message) -> {
                return new RunResult.Crashed(message, false, turns);
            }
        }
        return null;
    }

    private @Nullable RunResult run(String command) throws InterruptedException {
        var outcome = sandbox.run(ShellCommand.line(command, COMMAND_LIMIT));
        used("run", command, new Done(outcome.exit() == 0, "exit code " + outcome.exit()));
        var killed = outcome.exit() == KILLED && !outcome.timedOut();
        return killed
                ? new RunResult.Crashed("A command was killed from outside.", true, turns)
                : null;
    }

    private void hang(boolean untilKilled) throws InterruptedException {
        if (!untilKilled) {
            aborted.await();
            return;
        }
        sandbox.run(ShellCommand.line("trap '' TERM INT HUP; while :; do sleep 1; done", FOREVER));
    }

    private Done writeMany(int count, String folder) throws InterruptedException {
        var script =
                """
                mkdir -p "$real"
                i=0
                while [ $i -lt "$2" ]; do i=$((i+1)); echo "$i" > "$real/$i.txt" || exit 1; done\
                """;
        return files.sh(script, "", folder, Integer.toString(count));
    }

    private void used(String tool, String what, Done done) {
        var summary = done.text().isEmpty() ? what : "%s: %s".formatted(what, done.text());
        emit(new ToolUsed(tool, summary, done.succeeded()));
    }

    private boolean isAborted() {
        return aborted.getCount() == 0;
    }

    private void emit(EngineEvent event) {
        events.emitNext(event, EmitFailureHandler.FAIL_FAST);
    }

    /** The events first: who has the result has seen all of them. */
    private void end(RunResult how) {
        events.emitComplete(EmitFailureHandler.FAIL_FAST);
        result.emitValue(how, EmitFailureHandler.FAIL_FAST);
    }
}
