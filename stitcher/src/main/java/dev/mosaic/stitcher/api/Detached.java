package dev.mosaic.stitcher.api;

import dev.mosaic.stitcher.failure.Failure;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeoutException;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * Work that goes on when its asker leaves. A client that hangs up cancels the whole chain above the
 * socket, and a cancel that meets the connection pool in the middle of an acquire can lose the
 * connection for good; it would also leave a command half handed in.
 */
public final class Detached {
    /** Longer than any statement of ours; then the caller gets an answer, and not silence. */
    private static final Duration LIMIT = Duration.ofSeconds(20);

    private static final Duration AGAIN = Duration.ofSeconds(2);

    private Detached() {}

    /**
     * The same, but a cancel stays above it. Empty stays empty. {@link Failure.Later} if it takes
     * more than 20 seconds; the work goes on even then.
     */
    public static <T> Mono<T> mono(Mono<T> work) {
        return Mono.deferContextual(context ->
                        Mono.fromFuture(() -> work.contextWrite(context).toFuture(), true))
                .timeout(LIMIT)
                .onErrorMap(
                        TimeoutException.class,
                        e -> new Failure.Later("The database did not answer in time.", AGAIN, e));
    }

    /** All items, collected where no cancel reaches; for reads with a limit. */
    public static <T> Mono<List<T>> list(Flux<T> work) {
        return mono(work.collectList());
    }
}
