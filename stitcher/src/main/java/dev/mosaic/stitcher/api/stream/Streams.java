package dev.mosaic.stitcher.api.stream;

import static org.springframework.http.HttpStatus.SERVICE_UNAVAILABLE;

import dev.mosaic.stitcher.api.ApiSettings;
import dev.mosaic.stitcher.api.problem.Refusal;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import org.springframework.context.SmartLifecycle;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** All open streams of this process: how many there may be, and that they end with it. */
@Component
final class Streams implements SmartLifecycle {
    private final int most;
    private final AtomicInteger open = new AtomicInteger();
    private volatile CompletableFuture<Void> stop = new CompletableFuture<>();
    private volatile Mono<Void> stopped = Mono.never();
    private volatile boolean running;

    Streams(ApiSettings settings) {
        this.most = settings.maxStreams();
    }

    int open() {
        return open.get();
    }

    /**
     * Throws a {@link Refusal} if there is no room now. Only a courtesy before an upgrade, which
     * cannot be answered with a problem any more: {@link #counted} decides.
     */
    void refuseIfFull() {
        if (open.get() >= most) {
            throw full();
        }
    }

    /**
     * Gives a stream its place as long as somebody is subscribed to it; errors with a {@link
     * Refusal} before its first element if there is none.
     */
    <T> Flux<T> counted(Flux<T> stream) {
        return Flux.defer(() -> {
            var before = open.getAndUpdate(count -> count < most ? count + 1 : count);
            return before < most
                    ? stream.doFinally(_ -> open.decrementAndGet())
                    : Flux.error(this::full);
        });
    }

    private Refusal full() {
        return new Refusal(
                SERVICE_UNAVAILABLE,
                "This server has as many streams open as it may, %d.".formatted(most),
                "Come back a little later, or raise mosaic.api.max-streams.");
    }

    /** Completes when the server begins to stop. */
    Mono<Void> stopped() {
        return Mono.defer(() -> stopped);
    }

    @Override
    public void start() {
        stop = new CompletableFuture<>();
        stopped = Mono.fromFuture(stop, true).cache();
        running = true;
    }

    /** Ends all streams, before the server begins to wait for open requests. */
    @Override
    public void stop() {
        running = false;
        stop.complete(null);
    }

    @Override
    public boolean isRunning() {
        return running;
    }
}
