package dev.mosaic.stitcher.engine;

import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** One run of an engine that was started. */
public interface EngineRun {
    /**
     * What happens, as it happens; replayed from the start to every subscriber. Completes with the
     * run, never fails.
     */
    Flux<EngineEvent> events();

    /** How it ended; exactly one value, also after an abort. */
    Mono<RunResult> result();

    /**
     * What was said in it, for a later run to go on with, see {@link EarlierConversation}; asked
     * after the result. JSON whose names of fields are not the agent's.
     *
     * @return null if no run can go on with it
     */
    default @Nullable String conversation() {
        return null;
    }

    /**
     * The whole of what its agent said last, as it was said; asked after the result. Untrusted.
     *
     * @return null if the run did not stop by itself, or was not asked for an answer: see {@link
     *     RunSpec#answer()}
     */
    default @Nullable String answer() {
        return null;
    }

    /**
     * Asks the run to stop, in the way in which the engine stops best; idempotent. The result
     * follows, unless a program of the run does not listen: then it follows when the sandbox is
     * killed.
     */
    Mono<Void> abort();
}
