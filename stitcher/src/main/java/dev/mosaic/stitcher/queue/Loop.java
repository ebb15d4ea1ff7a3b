package dev.mosaic.stitcher.queue;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import reactor.core.publisher.Flux;
import reactor.core.publisher.FluxSink;
import reactor.core.publisher.Mono;
import reactor.util.retry.Retry;

/**
 * Does one thing again and again: soon after a wake-up, and anyway after a while. One turn at a
 * time, and after each wake-up at least one turn that began later. A turn that fails, or hangs for
 * 15 s, is repeated after a pause that grows to 5 s. Nothing ends the loop but {@link #stop()},
 * which lets the turn under way come to its end.
 */
final class Loop {
    private static final Logger log = LoggerFactory.getLogger(Loop.class);
    private static final Duration SHORTEST_PAUSE = Duration.ofMillis(100);
    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(5);
    private static final Duration LIMIT = Duration.ofSeconds(15);
    private static final double JITTER = 0.2;

    private final String name;
    private final Duration period;
    private final Mono<Void> turn;
    private volatile long turned = System.nanoTime();
    private volatile @Nullable FluxSink<Long> hints;
    private volatile CompletableFuture<Void> stopping = CompletableFuture.completedFuture(null);
    private CompletableFuture<Void> end = CompletableFuture.completedFuture(null);

    /**
     * @param name what the log calls it
     * @param period the longest time between two turns, ± 20 %
     */
    Loop(String name, Duration period, Supplier<Mono<Void>> turn) {
        this.name = name;
        this.period = period;
        this.turn = Mono.defer(turn).doOnSuccess(_ -> turned = System.nanoTime());
    }

    /** The first turn begins at once. */
    synchronized void start() {
        if (running()) {
            return;
        }
        stopping = new CompletableFuture<>();
        turned = System.nanoTime();
        var wakes =
                Flux.<Long>create(
                        sink -> {
                            hints = sink;
                            sink.next(0L);
                        },
                        FluxSink.OverflowStrategy.LATEST);
        var timer = Mono.defer(() -> Mono.delay(jittered(period))).repeat();
        end =
                Flux.merge(wakes, timer)
                        .takeUntilOther(stopped())
                        .onBackpressureLatest()
                        .concatMap(_ -> running() ? persistently(turn) : Mono.empty(), 1)
                        .then()
                        .toFuture();
    }

    void wake() {
        var sink = hints;
        if (sink != null) {
            sink.next(0L);
        }
    }

    /** How long ago the last turn came to a good end, or the loop was started. */
    Duration standstill() {
        return Duration.ofNanos(System.nanoTime() - turned);
    }

    boolean running() {
        return !stopping.isDone();
    }

    /** Begins no more turns; done when the last one is. */
    synchronized CompletableFuture<Void> stop() {
        stopping.complete(null);
        return end;
    }

    private Mono<Void> persistently(Mono<Void> work) {
        // A query that hangs is left alone, not cancelled: that may leak its connection.
        return Mono.defer(() -> Mono.fromFuture(work.toFuture(), true))
                .timeout(LIMIT)
                .doOnError(this::complain)
                .retryWhen(Retry.from(failures -> failures.concatMap(this::pause)))
                .onErrorComplete();
    }

    private Mono<Long> pause(Retry.RetrySignal failure) {
        if (!running()) {
            return Mono.error(failure.failure());
        }
        var doublings = Math.min(failure.totalRetries(), 10);
        var longer = SHORTEST_PAUSE.multipliedBy(1L << doublings);
        var pause = longer.compareTo(LONGEST_PAUSE) < 0 ? longer : LONGEST_PAUSE;
        return Mono.firstWithSignal(Mono.delay(jittered(pause)).then(), stopped()).thenReturn(0L);
    }

    private Mono<Void> stopped() {
        // the future belongs to all who wait for it: none may cancel it
        return Mono.fromFuture(stopping, true);
    }

    private void complain(Throwable failure) {
        log.atWarn()
                .addKeyValue("loop", name)
                .addKeyValue("cause", failure.toString())
                .log("a turn failed and is tried again");
    }

    private static Duration jittered(Duration duration) {
        var factor = 1 + JITTER * (2 * ThreadLocalRandom.current().nextDouble() - 1);
        return Duration.ofNanos((long) (duration.toNanos() * factor));
    }
}
