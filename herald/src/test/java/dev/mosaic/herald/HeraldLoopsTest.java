package dev.mosaic.herald;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.mosaic.stitcher.job.JobEvent;
import dev.mosaic.stitcher.job.message.Outbox;
import dev.mosaic.stitcher.testkit.Postgres;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import reactor.core.publisher.Mono;

/** The loops as they run in the program. */
class HeraldLoopsTest {
    @RegisterExtension static final Postgres postgres = new Postgres();

    private final FakeOutlet outlet = new FakeOutlet();

    @Test
    void burstIsShownInAFewStatesAndTheLastOneIsNotLost() {
        var world = new HeraldWorld(postgres);
        var loops = world.loops(outlet);
        loops.start();
        try {
            var lease = world.running(outlet);
            var begun = System.nanoTime();
            for (var i = 1; i <= 500; i++) {
                world.record(lease, new JobEvent.GatePassed("g" + i, 1, "true", 0, 1));
            }
            world.stores.jobs().complete(lease, "done").block();

            await().untilAsserted(() -> assertThat(outlet.said()).hasSize(1));
            assertThat(outlet.views().getLast().over()).isTrue();
            assertThat(outlet.views().getLast().lines())
                    .contains("gate g500 passed: true, exit 0, 0.0 s");
            // as many as fit between the pauses, and no more than there was to show
            var pauses =
                    Duration.ofNanos(System.nanoTime() - begun)
                            .dividedBy(HeraldWorld.SETTINGS.debounce());
            assertThat((long) outlet.views().size()).isLessThan(Math.min(pauses + 10, 500));
        } finally {
            stop(loops);
        }
    }

    @Test
    void slowOutletDelaysNoOther() {
        var slow = new FakeOutlet();
        slow.waitFor(Mono.never());
        var world = new HeraldWorld(postgres);
        var loops = world.loops(slow, outlet);
        loops.start();
        try {
            var stuck = world.running(slow);
            await().until(() -> slow.calls() > 0);
            var lease = world.running(outlet);
            world.stores.jobs().complete(stuck, "done").block();
            world.stores.jobs().complete(lease, "done").block();

            await().untilAsserted(() -> assertThat(outlet.said()).hasSize(1));
            assertThat(slow.said()).isEmpty();
            slow.waitFor(Mono.empty());
            await().untilAsserted(() -> assertThat(slow.said()).hasSize(1));
        } finally {
            stop(loops);
        }
    }

    @Test
    void shutdownTellsTheRestFirst() {
        var world = new HeraldWorld(postgres);
        var loops = world.loops(outlet);
        loops.start();
        var lease = world.running(outlet);
        world.stores.jobs().complete(lease, "done").block();
        // what nobody can read yet is told by the next start
        postgres.awaitWholeLog();
        stop(loops);

        assertThat(outlet.said()).hasSize(1);
        assertThat(loops.isRunning()).isFalse();
    }

    @Test
    void heraldCanBeStartedAgain() {
        var world = new HeraldWorld(postgres);
        var loops = world.loops(outlet);
        loops.start();
        stop(loops);
        loops.start();
        try {
            var lease = world.running(outlet);
            world.stores.jobs().complete(lease, "done").block();

            await().untilAsserted(() -> assertThat(outlet.said()).hasSize(1));
        } finally {
            stop(loops);
        }
    }

    @Test
    void databaseThatGoesAwayForAWhileCostsNothing() {
        var database = new FlakyDatabase(postgres.pool());
        var world =
                new HeraldWorld(
                        postgres,
                        database.client(),
                        database.transactions(),
                        new Outbox(database.client()));
        var loops = world.loops(outlet);
        loops.start();
        try {
            database.goAway();
            var lease = world.running(outlet);
            world.stores.jobs().complete(lease, "done").block();
            await().until(() -> database.refusals() > 5);
            assertThat(outlet.calls()).isZero();

            database.comeBack();
            await().untilAsserted(() -> assertThat(outlet.said()).hasSize(1));
        } finally {
            stop(loops);
        }
    }

    private static void stop(HeraldLoops loops) {
        var stopped = new CountDownLatch(1);
        loops.stop(stopped::countDown);
        try {
            assertThat(stopped.await(30, TimeUnit.SECONDS)).isTrue();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }
}
