package dev.mosaic.stitcher.api;

import java.util.List;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * Work that goes on when its asker leaves. A client that hangs up cancels the whole chain above the
 * socket, and a cancel that meets the connection pool in the middle of an acquire can lose the
 * connection for good; it would also leave a command half handed in.
 */
final class Detached {
    private Detached() {}

    /** The same, but a cancel stays above it. Empty stays empty. */
    static <T> Mono<T> mono(Mono<T> work) {
        return Mono.deferContextual(
                context -> Mono.fromFuture(() -> work.contextWrite(context).toFuture(), true));
    }

    /** All items, collected where no cancel reaches; for reads with a limit. */
    static <T> Mono<List<T>> list(Flux<T> work) {
        return mono(work.collectList());
    }
}
