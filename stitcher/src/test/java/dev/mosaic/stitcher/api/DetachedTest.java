package dev.mosaic.stitcher.api;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mosaic.stitcher.failure.Failure;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.test.StepVerifier;
import reactor.test.publisher.TestPublisher;

class DetachedTest {
    @Test
    void workGoesOnWhenItsAskerLeaves() {
        var work = TestPublisher.<Integer>create();
        var done = new AtomicBoolean();

        Detached.mono(work.mono().doOnSuccess(_ -> done.set(true))).subscribe().dispose();

        work.assertNotCancelled();
        work.emit(1);
        assertThat(done).isTrue();
    }

    @Test
    void nothingBeginsBeforeSomebodyAsks() {
        var work = TestPublisher.<Integer>create();

        var detached = Detached.mono(work.mono());

        work.assertWasNotSubscribed();
        detached.subscribe();
        work.assertWasSubscribed();
    }

    @Test
    void resultEmptinessErrorAndContextPassThrough() {
        assertThat(Detached.mono(Mono.just(1)).block()).isEqualTo(1);
        assertThat(Detached.mono(Mono.empty()).block()).isNull();
        assertThat(Detached.list(Flux.just(1, 2)).block()).containsExactly(1, 2);
        assertThat(
                        Detached.mono(Mono.error(new IllegalStateException("no")))
                                .onErrorReturn(IllegalStateException.class, "seen")
                                .block())
                .isEqualTo("seen");
        assertThat(
                        Detached.mono(Mono.deferContextual(c -> Mono.just(c.<String>get("key"))))
                                .contextWrite(c -> c.put("key", "kept"))
                                .block())
                .isEqualTo("kept");
    }

    @Test
    void workThatNeverAnswersIsAFailureAndNotSilence() {
        StepVerifier.withVirtualTime(() -> Detached.mono(Mono.never()))
                .thenAwait(Duration.ofSeconds(21))
                .verifyError(Failure.Later.class);
    }
}
