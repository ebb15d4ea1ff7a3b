package dev.mosaic.stitcher.queue;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Mono;

class LoopTest {
    private static final Duration NEVER = Duration.ofHours(1);

    private final AtomicInteger turns = new AtomicInteger();
    private Loop loop;

    @AfterEach
    void stop() {
        loop.stop();
    }

    @Test
    void turnsComeByTheTimer() {
        loop(Duration.ofMillis(20), this::count);

        await().until(() -> turns.get() > 5);
    }

    @Test
    void wakeUpDuringATurnMakesAnother() {
        var gate = new CompletableFuture<Void>();
        loop(NEVER, () -> count().then(Mono.fromFuture(gate, true)));
        await().until(() -> turns.get() == 1);

        loop.wake();
        await().during(Duration.ofMillis(200)).until(() -> turns.get() == 1);
        gate.complete(null);

        await().until(() -> turns.get() >= 2);
    }

    @Test
    void thousandWakeUpsMakeFewTurns() {
        loop(NEVER, () -> count().then(Mono.delay(Duration.ofMillis(50))).then());

        for (var i = 0; i < 1_000; i++) {
            loop.wake();
        }

        await().during(Duration.ofMillis(500)).until(() -> turns.get() < 6);
    }

    @Test
    void failingTurnIsTriedAgainUntilItWorks() {
        var worked = new CompletableFuture<Void>();
        loop(
                NEVER,
                () ->
                        count().then(
                                        Mono.fromRunnable(() -> {
                                            if (turns.get() < 4) {
                                                throw new IllegalStateException("no database");
                                            }
                                            worked.complete(null);
                                        })));

        assertThat(worked).succeedsWithin(20, TimeUnit.SECONDS);
        loop.wake();
        await().until(() -> turns.get() >= 5);
    }

    @Test
    void turnThatThrowsIsTriedAgainToo() {
        loop(
                NEVER,
                () -> {
                    if (turns.incrementAndGet() < 3) {
                        throw new IllegalStateException("a bug");
                    }
                    return Mono.empty();
                });

        await().until(() -> turns.get() == 3);
    }

    @Test
    void stopWaitsForTheTurnAndNoneComesAfter() {
        var gate = new CompletableFuture<Void>();
        loop(Duration.ofMillis(10), () -> count().then(Mono.fromFuture(gate, true)));
        await().until(() -> turns.get() == 1);

        var stopped = loop.stop();
        await().during(Duration.ofMillis(100)).until(() -> !stopped.isDone());
        gate.complete(null);

        assertThat(stopped).succeedsWithin(10, TimeUnit.SECONDS);
        loop.wake();
        await().during(Duration.ofMillis(100)).until(() -> turns.get() == 1);
    }

    @Test
    void stopDoesNotWaitForAPause() {
        loop(NEVER, () -> count().then(Mono.error(new IllegalStateException("no database"))));
        await().until(() -> turns.get() >= 4);

        assertThat(loop.stop()).succeedsWithin(10, TimeUnit.SECONDS);
    }

    private Mono<Void> count() {
        return Mono.fromRunnable(turns::incrementAndGet);
    }

    private void loop(Duration period, Supplier<Mono<Void>> turn) {
        loop = new Loop("test", period, turn);
        loop.start();
    }
}
