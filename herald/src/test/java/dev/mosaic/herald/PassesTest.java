package dev.mosaic.herald;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.mosaic.stitcher.loop.Pace;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

class PassesTest {
    private static final Duration NEVER = Duration.ofDays(1);
    private static final Duration LIMIT = Duration.ofSeconds(60);

    private final AtomicInteger passes = new AtomicInteger();

    @Test
    void passesFollowEachOtherUntilNothingIsFound() {
        var loop = loop(Mono.fromSupplier(() -> passes.incrementAndGet() % 4), NEVER);

        await().atMost(LIMIT).until(() -> passes.get() == 4);
        loop.close().block(LIMIT);
        assertThat(passes).hasValue(8);
    }

    @Test
    void errorEndsAPassAndNotTheLoop() {
        var loop =
                loop(
                        Mono.fromSupplier(() -> {
                            if (passes.incrementAndGet() < 10) {
                                throw new IllegalStateException("broken");
                            }
                            return 0;
                        }),
                        Duration.ofMillis(1));

        await().atMost(LIMIT).until(() -> passes.get() > 12);
        loop.close().block(LIMIT);
    }

    @Test
    void closingLetsAPassEnd() {
        var ended = new AtomicInteger();
        var loop =
                loop(
                        Mono.delay(Duration.ofMillis(200))
                                .doOnSubscribe(_ -> passes.incrementAndGet())
                                .map(_ -> 0)
                                .doOnSuccess(_ -> ended.incrementAndGet()),
                        NEVER);
        await().atMost(LIMIT).until(() -> passes.get() == 1);

        loop.close().block(LIMIT);
        assertThat(ended).hasValue(passes.get());
    }

    @Test
    void cuttingEndsAPassThatNeverEnds() {
        var loop = loop(Mono.<Integer>never().doOnSubscribe(_ -> passes.incrementAndGet()), NEVER);
        await().atMost(LIMIT).until(() -> passes.get() == 1);

        loop.cut();
        loop.close().block(LIMIT);
        assertThat(passes).hasValue(1);
    }

    @Test
    void wakeDuringAPassIsNotLost() {
        var bell = new Bell();
        var loop =
                new Passes(
                        "test",
                        Mono.fromSupplier(() -> {
                            if (passes.incrementAndGet() == 1) {
                                bell.ring();
                            }
                            return 0;
                        }),
                        bell.rings(),
                        Pace.calm(NEVER));
        loop.start();

        await().atMost(LIMIT).until(() -> passes.get() == 2);
        loop.cut();
    }

    private static Passes loop(Mono<Integer> pass, Duration poll) {
        var loop = new Passes("test", pass, Flux.never(), Pace.calm(poll).stoppingWithin(LIMIT));
        loop.start();
        return loop;
    }
}
