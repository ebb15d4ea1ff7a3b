package dev.mosaic.stitcher.loop;

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
 * time, and after each wake-up at least one turn that began later. A turn that fails, or takes
 * longer than its {@link Pace} allows, is repeated after a pause that grows; the log hears of the
 * first failure and of the end of the trouble. Nothing ends the loop but {@link #stop()} and {@link
 * #cut()}; then it can be started again.
 */
public final class Loop {
    private static final Logger log = LoggerFactory.getLogger(Loop.class);
    private static final Duration SHORTEST_PAUSE = Duration.ofMillis(100);
    private static final int MOST_DOUBLINGS = 32;
    private static final double JITTER = 0.2;

    private final String name;
    private final Pace pace;
    private final Flux<?> wakes;
    private final Mono<Void> turn;
    private volatile long turned = System.nanoTime();
    private volatile boolean failing;
    private volatile @Nullable FluxSink<Long> hints;
    private volatile CompletableFuture<Void> stopping = CompletableFuture.completedFuture(null);
    private volatile CompletableFuture<Void> cutting = new CompletableFuture<>();
    private volatile Mono<Void> stopped = Mono.empty();
    private volatile Mono<Void> cut = Mono.never();
    private CompletableFuture<Void> end = CompletableFuture.completedFuture(null);

    /**
     * @param name what the log calls it
     * @param turn what is done; its value does not matter
     */
    public Loop(String name, Pace pace, Supplier<? extends Mono<?>> turn) {
        this(name, pace, Flux.never(), turn);
    }

    /**
     * @param name what the log calls it
     * @param wakes each is a wake-up; listened to from start to stop
     * @param turn what is done; its value does not matter
     */
    public Loop(String name, Pace pace, Flux<?> wakes, Supplier<? extends Mono<?>> turn) {
        this.name = name;
        this.pace = pace;
        this.wakes = wakes;
        this.turn = Mono.defer(() -> turn.get().then()).doOnSuccess(_ -> wentWell());
    }

    /** Does nothing if it runs. */
    public synchronized void start() {
        if (running()) {
            return;
        }
        stopping = new CompletableFuture<>();
        cutting = new CompletableFuture<>();
        stopped = signal(stopping);
        cut = signal(cutting);
        turned = System.nanoTime();
        failing = false;
        var hinted =
                Flux.<Long>create(
                        sink -> {
                            hints = sink;
                            if (pace.atOnce()) {
                                sink.next(0L);
                            }
                        },
                        FluxSink.OverflowStrategy.LATEST);
        var timer = Mono.defer(() -> Mono.delay(jittered(pace.period()))).repeat();
        end =
                // the foreign ones first: the first turn, which may begin at once, may wake them
                Flux.merge(listening(), hinted, timer)
                        .takeUntilOther(stopped)
                        .onBackpressureLatest()
                        .concatMap(_ -> running() ? persistently() : Mono.empty(), 1)
                        .then()
                        .toFuture();
    }

    /**
     * A source of wake-ups that breaks is listened to again, or the loop would be deaf from then
     * on; one that cannot wait, as a clock, is never made to: a turn that begins holds up its
     * source.
     */
    private Flux<?> listening() {
        return wakes.onBackpressureLatest()
                .doOnError(failure ->
                        log.atWarn()
                                .addKeyValue("loop", name)
                                .setCause(failure)
                                .log("wake-ups broke off and are listened to again"))
                .retryWhen(Retry.from(failures -> failures.concatMap(this::pause)));
    }

    /** Lets a turn begin soon. */
    public void wake() {
        var sink = hints;
        if (sink != null) {
            sink.next(0L);
        }
    }

    /** How long ago the last turn came to a good end, or the loop was started. */
    public Duration standstill() {
        return Duration.ofNanos(System.nanoTime() - turned);
    }

    /** From the start until it is told to stop. */
    public boolean running() {
        return !stopping.isDone();
    }

    /** Begins no more turns; done when the last one is, or was given up after its grace. */
    public synchronized CompletableFuture<Void> stop() {
        stopping.complete(null);
        return end;
    }

    /** As {@link #stop()}, and cancels the turn under way. */
    public synchronized CompletableFuture<Void> cut() {
        stopping.complete(null);
        cutting.complete(null);
        return end;
    }

    private Mono<Void> persistently() {
        var once = Mono.defer(this::once);
        var limit = pace.limit();
        return (limit == null ? once : once.timeout(limit))
                .doOnError(this::complain)
                .retryWhen(Retry.from(failures -> failures.concatMap(this::pause)))
                .onErrorComplete();
    }

    private Mono<Void> once() {
        // A query that hangs is left alone, not cancelled: that may leak its connection. Only at
        // the end of all there is nobody left for whom it could be missing.
        var work = turn.toFuture();
        return Mono.fromFuture(work, true)
                .takeUntilOther(givenUp())
                .doOnTerminate(() -> work.cancel(true));
    }

    private Mono<Long> pause(Retry.RetrySignal failure) {
        if (!running()) {
            return Mono.error(failure.failure());
        }
        var doublings = Math.min(failure.totalRetries(), MOST_DOUBLINGS);
        var longer = SHORTEST_PAUSE.multipliedBy(1L << doublings);
        var most = pace.longestPause();
        var pause = longer.compareTo(most) < 0 ? longer : most;
        return Mono.firstWithSignal(Mono.delay(jittered(pause)).then(), stopped).thenReturn(0L);
    }

    private Mono<Void> givenUp() {
        return Mono.firstWithSignal(cut, stopped.then(Mono.delay(pace.grace())).then());
    }

    /** Whoever waits for it may go: it keeps nobody, and nobody can cancel it. */
    private static Mono<Void> signal(CompletableFuture<Void> future) {
        return Mono.fromFuture(future, true).cache();
    }

    private void wentWell() {
        turned = System.nanoTime();
        if (failing) {
            failing = false;
            log.atInfo().addKeyValue("loop", name).log("a turn worked again");
        }
    }

    private void complain(Throwable failure) {
        if (!failing) {
            failing = true;
            log.atWarn()
                    .addKeyValue("loop", name)
                    .setCause(failure)
                    .log("a turn failed and is tried again");
        }
    }

    private static Duration jittered(Duration duration) {
        var factor = 1 + JITTER * (2 * ThreadLocalRandom.current().nextDouble() - 1);
        return Duration.ofNanos((long) (duration.toNanos() * factor));
    }
}
