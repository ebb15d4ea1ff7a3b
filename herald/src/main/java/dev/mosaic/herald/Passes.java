package dev.mosaic.herald;

import dev.mosaic.stitcher.loop.Loop;
import dev.mosaic.stitcher.loop.Pace;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * Works whenever it is woken, and now and then anyway, until a pass finds nothing more. An error
 * ends the pass, never the loop.
 */
final class Passes {
    private final Mono<Void> all;
    private final Loop loop;
    private volatile boolean cut;

    /**
     * @param pass does some of the work and says how much; 0 if there was none
     */
    Passes(String name, Mono<Integer> pass, Flux<Long> wakes, Pace pace) {
        this.all = pass.expand(found -> found > 0 ? pass : Mono.empty()).then();
        this.loop = new Loop("herald " + name, pace, wakes, () -> all);
    }

    void start() {
        cut = false;
        loop.start();
    }

    /** Lets it finish what it does, then work once more until nothing is left. */
    Mono<Void> close() {
        return Mono.fromFuture(loop::stop, true).then(Mono.defer(this::rest));
    }

    /** Ends it at once. Idempotent. */
    void cut() {
        cut = true;
        loop.cut();
    }

    private Mono<Void> rest() {
        // what cannot be told now is told by the next start
        return cut ? Mono.empty() : all.onErrorComplete();
    }
}
