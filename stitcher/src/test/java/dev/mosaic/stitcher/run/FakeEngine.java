package dev.mosaic.stitcher.run;

import dev.mosaic.stitcher.engine.Engine;
import dev.mosaic.stitcher.engine.EngineEvent;
import dev.mosaic.stitcher.engine.EngineRun;
import dev.mosaic.stitcher.engine.ModelNeed;
import dev.mosaic.stitcher.engine.RunResult;
import dev.mosaic.stitcher.engine.RunSpec;
import java.util.Optional;
import java.util.function.Function;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * An engine that tells and ends as it was made to, and does nothing else.
 *
 * @param play what becomes of a run; called when it starts
 */
public record FakeEngine(Function<RunSpec, Play> play, boolean takesSteers, ModelNeed modelNeed)
        implements Engine {

    /** One run. @param aborting what it does when it is asked to stop */
    record Play(
            Flux<? extends EngineEvent> told, Mono<? extends RunResult> ending, Mono<Void> aborting)
            implements EngineRun {
        @Override
        public Flux<EngineEvent> events() {
            return told.cast(EngineEvent.class);
        }

        @Override
        public Mono<RunResult> result() {
            return ending.cast(RunResult.class);
        }

        @Override
        public Mono<Void> abort() {
            return aborting;
        }
    }

    /** One that takes no steers and needs no model. */
    FakeEngine(Function<RunSpec, Play> play) {
        this(play, false, ModelNeed.NONE);
    }

    /** The same whatever it is to do. */
    FakeEngine(
            Flux<? extends EngineEvent> told,
            Mono<? extends RunResult> ending,
            Mono<Void> aborting) {
        this(_ -> new Play(told, ending, aborting));
    }

    /** One that works until somebody ends it, and does as if it had heard. */
    public static FakeEngine endless() {
        return new FakeEngine(Flux.never(), Mono.never(), Mono.empty());
    }

    @Override
    public String name() {
        return "scripted";
    }

    @Override
    public String description() {
        return "Fake.";
    }

    @Override
    public Optional<String> unavailable() {
        return Optional.empty();
    }

    @Override
    public EngineRun start(RunSpec spec) {
        return play.apply(spec);
    }
}
