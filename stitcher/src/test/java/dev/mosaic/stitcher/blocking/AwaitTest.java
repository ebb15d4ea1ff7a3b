package dev.mosaic.stitcher.blocking;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.mosaic.stitcher.failure.Failure;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;

class AwaitTest {
    @Test
    void anInterruptEndsTheWaitButNotTheWork() throws Exception {
        var started = new CountDownLatch(1);
        var answer = Sinks.<String>one();
        var finished = new AtomicReference<String>();
        var thrown = new AtomicReference<Throwable>();
        var job =
                Thread.ofVirtual()
                        .start(() -> {
                            try {
                                Await.value(
                                        answer.asMono()
                                                .doOnSubscribe(_ -> started.countDown())
                                                .doOnNext(finished::set));
                            } catch (Throwable e) {
                                thrown.set(e);
                            }
                        });
        assertThat(started.await(10, TimeUnit.SECONDS)).isTrue();

        job.interrupt();

        assertThat(job.join(Duration.ofSeconds(10))).isTrue();
        assertThat(thrown.get()).isInstanceOf(InterruptedException.class);
        answer.tryEmitValue("late").orThrow();
        assertThat(finished.get()).isEqualTo("late");
    }

    @Test
    void cleanupCanWaitAgainAfterAnInterrupt() throws Exception {
        var cleaned = new AtomicBoolean();
        var waiting = new CountDownLatch(1);
        var job =
                Thread.ofVirtual()
                        .start(() -> {
                            try {
                                Await.value(Mono.never().doOnSubscribe(_ -> waiting.countDown()));
                            } catch (InterruptedException e) {
                                try {
                                    cleaned.set(Await.value(Mono.just(true)));
                                } catch (InterruptedException again) {
                                    cleaned.set(false);
                                }
                            }
                        });
        assertThat(waiting.await(10, TimeUnit.SECONDS)).isTrue();

        job.interrupt();

        assertThat(job.join(Duration.ofSeconds(10))).isTrue();
        assertThat(cleaned).isTrue();
    }

    @Test
    void whoWasToldToStopSendsNothingMore() {
        var sent = new AtomicBoolean();
        Thread.currentThread().interrupt();

        assertThatThrownBy(() -> Await.done(Mono.fromRunnable(() -> sent.set(true))))
                .isInstanceOf(InterruptedException.class);

        assertThat(sent).isFalse();
        assertThat(Thread.currentThread().isInterrupted()).isFalse();
    }

    @Test
    void aSourceThatNeverAnswersIsTheWorldsFailure() {
        assertThatThrownBy(() -> Await.value(Mono.never(), Duration.ofMillis(20)))
                .isInstanceOf(Failure.Later.class);
    }

    @Test
    void theSourcesOwnErrorComesThrough() {
        assertThatThrownBy(() -> Await.value(Mono.error(new IllegalArgumentException("x"))))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void anEmptySourceIsAMistakeWhereAValueIsDue() {
        assertThatThrownBy(() -> Await.value(Mono.empty()))
                .isInstanceOf(IllegalStateException.class);
    }
}
