package dev.mosaic.stitcher.loop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.AppenderBase;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;

class LoopTest {
    private static final Duration NEVER = Duration.ofHours(1);
    private static final Duration GRACE = Duration.ofMillis(200);
    private static final Logger LOG = (Logger) LoggerFactory.getLogger(Loop.class);

    /** By which its lines are told apart from those of loops in other tests. */
    private final String name = "test-" + UUID.randomUUID();

    private final AtomicInteger turns = new AtomicInteger();
    private final Said said = new Said();
    private Loop loop;

    @BeforeEach
    void listen() {
        LOG.addAppender(said);
        said.start();
    }

    @AfterEach
    void stop() {
        loop.stop();
        LOG.detachAppender(said);
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
    void sourceOfWakeUpsThatBreaksIsListenedToAgain() {
        var listened = new AtomicInteger();
        var wakes =
                Flux.defer(() ->
                        listened.incrementAndGet() < 3
                                ? Flux.error(new IllegalStateException("no signal"))
                                : Flux.just(0L).concatWith(Flux.never()));
        loop = new Loop(name, Pace.calm(NEVER), wakes, this::count);
        loop.start();

        await().until(() -> listened.get() == 3 && turns.get() > 0);
        assertThat(said.count("wake-ups broke off and are listened to again")).isEqualTo(2);
    }

    @Test
    void clockThatTicksWhileATurnBeginsIsHeardAfterwards() throws Exception {
        var ticks = new AtomicInteger();
        var goOn = new CompletableFuture<Void>().orTimeout(30, TimeUnit.SECONDS);
        loop =
                new Loop(
                        name,
                        Pace.calm(NEVER),
                        Flux.interval(Duration.ofMillis(500), Duration.ofMillis(1))
                                .doOnNext(_ -> ticks.incrementAndGet()),
                        () -> {
                            if (turns.incrementAndGet() == 1) {
                                goOn.join();
                            }
                            return Mono.empty();
                        });
        // whose thread the first turn holds
        var busy = Thread.ofVirtual().start(loop::start);

        await().until(() -> turns.get() == 1 && ticks.get() > 200);
        goOn.complete(null);
        busy.join();

        await().until(() -> turns.get() > 3);
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

        assertThat(worked).succeedsWithin(60, TimeUnit.SECONDS);
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

        assertThat(stopped).succeedsWithin(60, TimeUnit.SECONDS);
        loop.wake();
        await().during(Duration.ofMillis(100)).until(() -> turns.get() == 1);
    }

    @Test
    void stopDoesNotWaitForAPause() {
        loop(NEVER, () -> count().then(Mono.error(new IllegalStateException("no database"))));
        await().until(() -> turns.get() >= 4);

        assertThat(loop.stop()).succeedsWithin(60, TimeUnit.SECONDS);
    }

    @Test
    void laterLoopBeginsWithAPeriodOrAWakeUp() {
        loop = new Loop(name, Pace.calm(NEVER).later(), this::count);
        loop.start();
        await().during(Duration.ofMillis(200)).until(() -> turns.get() == 0);

        loop.wake();
        await().until(() -> turns.get() == 1);
    }

    @Test
    void foreignWakeUpMakesATurnUntilTheStop() {
        var bell = Sinks.many().multicast().<String>directBestEffort();
        loop = new Loop(name, Pace.calm(NEVER), bell.asFlux(), this::count);
        loop.start();
        await().until(() -> turns.get() == 1);

        bell.tryEmitNext("ring");
        await().until(() -> turns.get() == 2);

        assertThat(loop.stop()).succeedsWithin(60, TimeUnit.SECONDS);
        assertThat(bell.currentSubscriberCount()).isZero();
    }

    @Test
    void turnThatOutlivesItsGraceIsCancelled() {
        var cancelled = new CompletableFuture<Void>();
        loop = new Loop(name, Pace.calm(NEVER).stoppingWithin(GRACE), () -> hanging(cancelled));
        loop.start();
        await().until(() -> turns.get() == 1);

        assertThat(loop.stop()).succeedsWithin(60, TimeUnit.SECONDS);
        assertThat(cancelled).succeedsWithin(60, TimeUnit.SECONDS);
        assertThat(turns).hasValue(1);
    }

    @Test
    void cutDoesNotWaitForTheGrace() {
        var cancelled = new CompletableFuture<Void>();
        loop = new Loop(name, Pace.calm(NEVER).stoppingWithin(NEVER), () -> hanging(cancelled));
        loop.start();
        await().until(() -> turns.get() == 1);

        assertThat(loop.cut()).succeedsWithin(60, TimeUnit.SECONDS);
        assertThat(cancelled).succeedsWithin(60, TimeUnit.SECONDS);
    }

    @Test
    void hangingTurnIsLeftAloneAndBegunAnew() {
        var cancelled = new CompletableFuture<Void>();
        var limit = Duration.ofMillis(100);
        var pace = new Pace(NEVER, true, limit, limit, NEVER);
        loop = new Loop(name, pace, () -> turns.get() == 0 ? hanging(cancelled) : count());
        loop.start();

        await().until(() -> turns.get() == 2);
        assertThat(cancelled).isNotDone();
    }

    @Test
    void stoppedLoopCanBeStartedAgain() {
        loop(NEVER, this::count);
        await().until(() -> turns.get() == 1);
        assertThat(loop.stop()).succeedsWithin(60, TimeUnit.SECONDS);
        assertThat(loop.running()).isFalse();

        loop.start();
        await().until(() -> turns.get() == 2);
    }

    @Test
    void logHearsOfTheFirstFailureAndOfTheEnd() {
        loop(
                NEVER,
                () ->
                        turns.incrementAndGet() < 4
                                ? Mono.error(new IllegalStateException("no database"))
                                : Mono.empty());

        await().until(() -> said.count("a turn worked again") == 1);
        assertThat(said.count("a turn failed and is tried again")).isEqualTo(1);
    }

    /** What the log heard of this test's loop. */
    private final class Said extends AppenderBase<ILoggingEvent> {
        private final List<ILoggingEvent> all = new CopyOnWriteArrayList<>();

        @Override
        protected void append(ILoggingEvent event) {
            all.add(event);
        }

        long count(String sentence) {
            return all.stream()
                    .filter(it -> it.getFormattedMessage().equals(sentence))
                    .filter(it ->
                            it.getKeyValuePairs().stream()
                                    .anyMatch(pair -> LoopTest.this.name.equals(pair.value)))
                    .count();
        }
    }

    private Mono<Void> hanging(CompletableFuture<Void> cancelled) {
        return count().then(Mono.<Void>never().doOnCancel(() -> cancelled.complete(null)));
    }

    private Mono<Void> count() {
        return Mono.fromRunnable(turns::incrementAndGet);
    }

    private void loop(Duration period, Supplier<Mono<Void>> turn) {
        loop = new Loop(name, Pace.brisk(period), turn);
        loop.start();
    }
}
