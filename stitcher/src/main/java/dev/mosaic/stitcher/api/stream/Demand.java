package dev.mosaic.stitcher.api.stream;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Operators;

/**
 * Notices a reader that takes nothing: how much one subscriber has asked for and not got yet, and
 * since when that is zero.
 */
final class Demand {
    private final AtomicLong open = new AtomicLong();
    private volatile long zeroSince = System.nanoTime();
    private volatile boolean stalled;

    /** Counts what the subscriber of the returned stream asks for. To be the last operator. */
    <T> Flux<T> counting(Flux<T> source) {
        return source.doOnRequest(n -> open.accumulateAndGet(n, Operators::addCap))
                .doOnNext(_ -> took());
    }

    private void took() {
        if (open.decrementAndGet() == 0) {
            zeroSince = System.nanoTime();
        }
    }

    /** Completes when nothing was asked for during {@code patience}; as often late as a quarter. */
    Mono<Void> stalls(Duration patience) {
        return Flux.interval(patience.dividedBy(4))
                .onBackpressureDrop()
                .filter(_ -> open.get() == 0 && System.nanoTime() - zeroSince >= patience.toNanos())
                .next()
                .doOnNext(_ -> stalled = true)
                .then();
    }

    /** True once {@link #stalls} has completed. */
    boolean hasStalled() {
        return stalled;
    }
}
