package dev.mosaic.stitcher.engine.cli;

import dev.mosaic.stitcher.engine.EngineEvent;
import dev.mosaic.stitcher.engine.EngineRun;
import dev.mosaic.stitcher.engine.RunResult;
import dev.mosaic.stitcher.engine.RunSpec;
import dev.mosaic.stitcher.engine.cli.CliSettings.Input;
import dev.mosaic.stitcher.failure.Failure;
import dev.mosaic.stitcher.sandbox.SandboxHandle.Signal;
import dev.mosaic.stitcher.sandbox.ShellCommand;
import java.time.Duration;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;
import reactor.core.publisher.Sinks.EmitFailureHandler;
import reactor.core.scheduler.Schedulers;

/** One program from its start to its end. */
final class CliRun implements EngineRun {
    /** Far beyond any limit of an agent: stopping it is not this engine's business. */
    private static final Duration FOREVER = Duration.ofDays(30);

    private static final Duration AGAIN = Duration.ofMillis(20);
    private static final int KEPT = 16 << 10;
    private static final int LONGEST_LINE = 4 << 20;

    private final Recipe recipe;
    private final RunSpec spec;
    private final LineReader reader;
    private final Story story = new Story(this::emit);
    private final Sinks.Many<EngineEvent> events = Sinks.many().replay().all();
    private final Sinks.One<RunResult> result = Sinks.one();
    private final Mono<Void> abort;
    private volatile boolean aborted;
    private volatile boolean over;

    private CliRun(Recipe recipe, RunSpec spec) {
        this.recipe = recipe;
        this.spec = spec;
        this.reader = recipe.format().reader();
        this.abort = Mono.defer(this::ask).cache();
    }

    static CliRun start(Recipe recipe, String program, RunSpec spec) {
        var run = new CliRun(recipe, spec);
        Thread.ofVirtual().name("cli-" + spec.runId()).start(() -> run.work(program));
        return run;
    }

    /** A run that cannot begin. */
    static CliRun failed(Recipe recipe, RunSpec spec, String problem) {
        var run = new CliRun(recipe, spec);
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
        return abort;
    }

    /** A program that has not started yet is asked as soon as it has. */
    private Mono<Void> ask() {
        aborted = true;
        var signal =
                switch (recipe.interrupt()) {
                    case INTERRUPT -> Signal.INTERRUPT;
                    case TERMINATE -> Signal.TERMINATE;
                };
        return Mono.fromCallable(() -> over || spec.sandbox().ask(signal))
                .filter(asked -> asked)
                .repeatWhenEmpty(tries -> tries.delayElements(AGAIN, Schedulers.boundedElastic()))
                .then();
    }

    private void work(String program) {
        try {
            hear(() -> reader.begin(story));
            var outcome = aborted ? null : spec.sandbox().run(command(program));
            hear(() -> {
                reader.end(story);
                story.over();
            });
            end(
                    outcome == null || aborted
                            ? new RunResult.Aborted(story.turns())
                            : Verdict.of(recipe, reader, story, outcome));
        } catch (InterruptedException e) {
            end(new RunResult.Aborted(story.turns()));
        } catch (RuntimeException | Error e) {
            end(
                    aborted
                            ? new RunResult.Aborted(story.turns())
                            : new RunResult.Crashed(
                                    String.valueOf(e.getMessage()),
                                    e instanceof Failure.Later,
                                    story.turns()));
        }
    }

    private ShellCommand command(String program) {
        return new ShellCommand(
                recipe.command(program, spec),
                recipe.given(spec) + (recipe.input() == Input.STDIN ? spec.prompt() : ""),
                FOREVER,
                KEPT,
                line -> hear(() -> reader.read(line, story)),
                LONGEST_LINE,
                _ -> {});
    }

    /** Lines come on a thread of the sandbox, the last one perhaps while the run ends. */
    private synchronized void hear(Runnable what) {
        if (!over) {
            what.run();
        }
    }

    private void emit(EngineEvent event) {
        events.emitNext(event, EmitFailureHandler.FAIL_FAST);
    }

    /** The events first: who has the result has seen all of them. */
    private synchronized void end(RunResult how) {
        over = true;
        events.emitComplete(EmitFailureHandler.FAIL_FAST);
        result.emitValue(how, EmitFailureHandler.FAIL_FAST);
    }
}
