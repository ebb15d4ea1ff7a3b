package dev.mosaic.herald;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import reactor.core.Disposable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * Works whenever it is woken, and now and then anyway, until a pass finds nothing more. An error
 * ends the pass, never the loop.
 */
final class Loop {
    private static final Logger log = LoggerFactory.getLogger(Loop.class);

    private final String name;
    private final Mono<Integer> pass;
    private final Flux<Long> wakes;
    private final Duration poll;
    private final CompletableFuture<Boolean> closing = new CompletableFuture<>();
    private final CompletableFuture<Boolean> ended = new CompletableFuture<>();
    private volatile boolean failing;
    private @Nullable Disposable running;

    /**
     * @param pass does some of the work and says how much; 0 if there was none
     */
    Loop(String name, Mono<Integer> pass, Flux<Long> wakes, Duration poll) {
        this.name = name;
        this.pass = pass;
        this.wakes = wakes;
        this.poll = poll;
    }

    void start() {
        running =
                Flux.merge(wakes, Flux.interval(Duration.ZERO, poll).onBackpressureDrop())
                        .takeUntilOther(Mono.fromFuture(closing))
                        .onBackpressureLatest()
                        .concatMap(_ -> exhaust(), 1)
                        .then(Mono.defer(this::exhaust))
                        .doFinally(_ -> ended.complete(true))
                        .subscribe();
    }

    /** Lets it finish what it does, then work once more until nothing is left. */
    Mono<Void> close() {
        return Mono.fromRunnable(() -> closing.complete(true)).then(Mono.fromFuture(ended)).then();
    }

    /** Ends it at once. Idempotent. */
    void cut() {
        if (running != null) {
            running.dispose();
        }
    }

    private Mono<Void> exhaust() {
        return pass.expand(found -> found > 0 ? pass : Mono.empty())
                .then()
                .doOnSuccess(_ -> wentWell())
                .onErrorResume(this::wentWrong);
    }

    private void wentWell() {
        if (failing) {
            failing = false;
            log.atInfo().addKeyValue("loop", name).log("a loop of the herald works again");
        }
    }

    private Mono<Void> wentWrong(Throwable error) {
        return Mono.fromRunnable(() -> {
            if (!failing) {
                failing = true;
                log.atWarn()
                        .addKeyValue("loop", name)
                        .setCause(error)
                        .log("a loop of the herald failed and tries again");
            }
        });
    }
}
