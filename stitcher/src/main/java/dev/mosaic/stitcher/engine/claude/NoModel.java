package dev.mosaic.stitcher.engine.claude;

import dev.mosaic.stitcher.engine.EngineEvent;
import dev.mosaic.stitcher.engine.EngineRun;
import dev.mosaic.stitcher.engine.RunResult;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** A run that cannot begin. @param problem a sentence with the cure */
record NoModel(String problem) implements EngineRun {
    @Override
    public Flux<EngineEvent> events() {
        return Flux.empty();
    }

    @Override
    public Mono<RunResult> result() {
        return Mono.just(new RunResult.Crashed(problem, false, 0));
    }

    @Override
    public Mono<Void> abort() {
        return Mono.empty();
    }
}
