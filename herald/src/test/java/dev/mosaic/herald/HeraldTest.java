package dev.mosaic.herald;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.mosaic.stitcher.failure.Failure;
import dev.mosaic.stitcher.forge.IssueRef;
import dev.mosaic.stitcher.job.JobEvent;
import dev.mosaic.stitcher.job.Stage;
import dev.mosaic.stitcher.job.message.Cursors;
import dev.mosaic.stitcher.testkit.Crowd;
import dev.mosaic.stitcher.testkit.Postgres;
import dev.mosaic.stitcher.testkit.SampleJobs;
import dev.mosaic.stitcher.testkit.Told;
import dev.mosaic.stitcher.text.StatusView;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;

class HeraldTest {
    @RegisterExtension static final Postgres postgres = new Postgres();

    private final FakeOutlet outlet = new FakeOutlet();

    @Test
    void everyWatcherGetsOneFinalWordAfterItsFinalStatus() {
        var world = new HeraldWorld(postgres);
        var lease = world.running(outlet);
        world.stores.jobs().complete(lease, "1 file changed.").block();
        world.readAll();
        world.tell(outlet);
        world.readAll();
        world.tell(outlet);

        assertThat(outlet.heard()).hasSize(2);
        assertThat(outlet.heard().getFirst()).isEqualTo("shown done");
        assertThat(outlet.heard().getLast()).startsWith("said **Done**: issue #");
    }

    @Test
    void finalWordThatIsTakenFirstStillComesAfterItsStatus() {
        var world = new HeraldWorld(postgres);
        var lease = world.running(outlet);
        world.stores.jobs().fail(lease, "It broke.", "Mend it.").block();
        world.readAll();
        world.sender.pass(outlet).block();

        assertThat(outlet.heard().getFirst()).isEqualTo("shown failed");
        assertThat(outlet.said()).hasSize(1);
    }

    @Test
    void watcherWhoCameLateGetsTheFinalWordToo() {
        var world = new HeraldWorld(postgres);
        var issue = new IssueRef(SampleJobs.REPO, 77_001);
        var lease = world.stores.running(HeraldWorld.request(outlet, "first", issue));
        world.readAll();
        world.tell(outlet);
        world.stores.submit(HeraldWorld.request(outlet, "late", issue));
        world.stores.jobs().complete(lease, "done").block();
        world.readAll();
        world.tell(outlet);

        assertThat(outlet.said()).hasSize(2);
        assertThat(outlet.said()).anyMatch(it -> it.startsWith("first: **Done**"));
        assertThat(outlet.said()).anyMatch(it -> it.startsWith("late: **Done**"));
    }

    @Test
    void retriedJobGetsAFinalWordPerAttempt() {
        var world = new HeraldWorld(postgres);
        var lease = world.running(outlet);
        world.stores.jobs().fail(lease, "It broke.", "Mend it.").block();
        var origin = HeraldWorld.request(outlet, "here").origin();
        world.stores.jobs().retry(lease.job(), "ann", "", origin).block();
        world.stores.jobs().cancel(lease.job(), "bob", "no more").block();
        world.readAll();
        world.tell(outlet);

        assertThat(outlet.said()).hasSize(2);
        assertThat(outlet.said().getFirst()).startsWith("here: **Failed**");
        assertThat(outlet.said().getLast()).startsWith("here: **Cancelled by bob**");
    }

    @Test
    void whoAskedThroughTheApiIsNotTold() {
        var world = new HeraldWorld(postgres);
        var api = new NamedOutlet("api");
        var lease = world.running(api);
        world.stores.jobs().complete(lease, "done").block();
        world.readAll();

        assertThat(world.messages.take("api", Duration.ofSeconds(1), 10).collectList().block())
                .isEmpty();
        assertThat(world.sender.pass(api).block()).isZero();
    }

    @Test
    void crashBetweenSaidAndMarkedSaysNothingTwiceWhereKeysAreKnown() {
        var outbox = new BreakingOutbox(postgres.client());
        var world = new HeraldWorld(postgres, outbox);
        var lease = world.running(outlet);
        world.stores.jobs().complete(lease, "done").block();
        world.readAll();
        world.converger.pass(outlet).block();
        outbox.breakNextSent();
        assertThatThrownBy(() -> world.sender.pass(outlet).block()).hasMessage("cut off");
        var before = outlet.calls();

        await().untilAsserted(() -> {
            world.tell(outlet);
            assertThat(outlet.calls()).isGreaterThan(before);
        });
        assertThat(outlet.said()).hasSize(1);
        world.tell(outlet);
        assertThat(outlet.calls()).isEqualTo(before + 1);
    }

    @Test
    void failureInMidBatchUndoesTheWholeBatch() {
        var outbox = new BreakingOutbox(postgres.client());
        var world = new HeraldWorld(postgres, outbox);
        world.readAll();
        var first = world.running(outlet);
        var second = world.running(outlet);
        world.stores.jobs().complete(first, "done").block();
        world.stores.jobs().complete(second, "done").block();
        var before = world.stores.cursors().position(Herald.READER).block();
        outbox.breakAdd(2);

        assertThatThrownBy(world::readAll).hasMessage("cut off");
        assertThat(world.stores.cursors().position(Herald.READER).block()).isEqualTo(before);
        assertThat(world.converger.pass(outlet).block()).isZero();
        assertThat(world.sender.pass(outlet).block()).isZero();

        world.readAll();
        world.tell(outlet);
        assertThat(outlet.said()).hasSize(2);
        assertThat(outlet.views()).hasSize(2);
    }

    @Test
    void heraldsThatReadAtOnceTellOnce() throws Exception {
        var worlds = List.of(new HeraldWorld(postgres), new HeraldWorld(postgres));
        for (var i = 0; i < 20; i++) {
            var lease = worlds.getFirst().running(outlet);
            worlds.getFirst().stores.jobs().complete(lease, "done").block();
        }

        Crowd.race(
                IntStream.range(0, 6)
                        .<Callable<Boolean>>mapToObj(i ->
                                () -> {
                                    worlds.get(i % 2).readAll();
                                    worlds.get(i % 2).tell(outlet);
                                    return true;
                                })
                        .toList());
        await().untilAsserted(() -> {
            worlds.forEach(HeraldWorld::readAll);
            worlds.forEach(it -> it.tell(outlet));
            assertThat(outlet.said()).hasSize(20);
        });
        assertThat(outlet.views()).hasSize(20);
    }

    @Test
    void secondReaderOfTheSameLinesLosesItsTransaction() throws Exception {
        var worlds = IntStream.range(0, 4).mapToObj(_ -> new HeraldWorld(postgres)).toList();
        worlds.getFirst().readAll();
        var lease = worlds.getFirst().running(outlet);
        worlds.getFirst().stores.jobs().complete(lease, "done").block();
        postgres.awaitWholeLog();

        var outcomes =
                Crowd.race(
                        worlds.stream()
                                .<Callable<Integer>>map(it -> () -> it.herald.readOn().block())
                                .toList());

        assertThat(outcomes).noneMatch(Throwable.class::isInstance);
        assertThat(worlds.getFirst().converger.pass(outlet).block()).isEqualTo(1);
        assertThat(worlds.getFirst().sender.pass(outlet).block()).isEqualTo(1);
    }

    @Test
    void whoLosesTheCursorAnnouncesNothing() {
        var outbox = new BreakingOutbox(postgres.client());
        var winner = new HeraldWorld(postgres);
        var loser = new HeraldWorld(postgres, outbox, new LateCursors(winner::readAll));
        winner.readAll();
        var lease = winner.running(outlet);
        winner.stores.jobs().complete(lease, "done").block();
        postgres.awaitWholeLog();

        assertThat(loser.herald.readOn().block()).isPositive();
        assertThat(outbox.adds()).isZero();
        assertThat(winner.sender.pass(outlet).block()).isEqualTo(1);
    }

    @Test
    void outletThatFailsFiveTimesIsToldInTheEnd() {
        var world = new HeraldWorld(postgres);
        outlet.failWith(
                Collections.nCopies(5, new Failure.Later("busy", Duration.ZERO, null))
                        .toArray(Throwable[]::new));
        var lease = world.running(outlet);
        world.stores.jobs().complete(lease, "done").block();

        untilTold(world, 1);
        assertThat(outlet.calls()).isBetween(7, 12);
        assertThat(outlet.heard()).hasSize(2);
    }

    @Test
    void finalWordDoesNotWaitForEverForAStatusThatCannotBeShown() {
        var world = new HeraldWorld(postgres);
        var showless = new ShowlessOutlet(outlet);
        var lease = world.running(showless);
        world.stores.jobs().complete(lease, "done").block();
        world.readAll();

        await().untilAsserted(() -> {
            world.tell(showless);
            assertThat(outlet.said()).hasSize(1);
        });
        assertThat(outlet.views()).isEmpty();
    }

    @Test
    void outletWhoseAddressIsGoneIsGivenUp() {
        var world = new HeraldWorld(postgres);
        outlet.failWith(
                new Failure.Never("the channel is gone", null),
                new Failure.Never("the channel is gone", null));
        var lease = world.running(outlet);
        world.stores.jobs().complete(lease, "done").block();
        world.readAll();
        // the final word waits a moment for a status that is being shown
        await().untilAsserted(() -> {
            world.tell(outlet);
            assertThat(outlet.calls()).isEqualTo(2);
        });
        world.tell(outlet);

        assertThat(outlet.calls()).isEqualTo(2);
        assertThat(
                        world.stores
                                .outbox()
                                .take(Set.of(outlet.name()), Duration.ofSeconds(1), 1)
                                .collectList()
                                .block())
                .isEmpty();
    }

    @Test
    void statusThatLooksTheSameIsNotShownAgain() {
        var world = new HeraldWorld(postgres);
        var lease = world.running(outlet);
        var step = new JobEvent.StepProgress(Stage.WEAVE, 1, 20, "");
        world.record(lease, step);
        world.readAll();
        untilShown(world, 1);
        world.record(lease, step);
        world.readAll();

        await().untilAsserted(() -> assertThat(world.converger.pass(outlet).block()).isEqualTo(1));
        assertThat(outlet.views()).hasSize(1);
    }

    @Test
    void everythingIsToldOnlyWhenTheWordWasSaid() {
        var world = new HeraldWorld(postgres);
        var origin = HeraldWorld.request(outlet, "here").origin();
        var lease = world.running(outlet);
        world.stores.jobs().complete(lease, "done").block();
        assertThat(world.toldSoFar.everythingOf(lease.job(), origin).block()).isFalse();
        world.readAll();
        assertThat(world.toldSoFar.everythingOf(lease.job(), origin).block()).isFalse();
        world.tell(outlet);
        postgres.client()
                .sql("update outbox set sent_at = now() where sent_at is null")
                .then()
                .block();

        assertThat(world.toldSoFar.everythingOf(lease.job(), origin).block()).isTrue();
    }

    @Test
    void longLogIsReadOverItsPages() {
        var world = new HeraldWorld(postgres);
        var lease = world.running(outlet);
        postgres.client()
                .sql(
                        """
                        with told as (
                            update runner_jobs set last_seq = last_seq + 2500
                            where id = :job returning last_seq)
                        insert into job_events (job_id, seq, at, type, actor, payload)
                        select :job, told.last_seq - 2500 + n, now(), 'agent.note', 'mosaic',
                               '{"agent": "a", "text": "n"}'
                        from told, generate_series(1, 2500) n
                        """)
                .bind("job", lease.job().value())
                .then()
                .block();
        world.stores.jobs().complete(lease, "done").block();

        var account = world.accounts.now(lease.job()).block();
        assertThat(account.story().seq()).isGreaterThan(2_500);
        assertThat(account.status().over()).isTrue();
        assertThat(world.accounts.upTo(lease.job(), 2).block().story().seq()).isEqualTo(2);
        assertThat(world.accounts.now(Told.JOB).blockOptional()).isEmpty();
    }

    private void untilTold(HeraldWorld world, int words) {
        await().untilAsserted(() -> {
            world.readAll();
            world.tell(outlet);
            assertThat(outlet.said()).hasSize(words);
        });
    }

    private void untilShown(HeraldWorld world, int views) {
        await().untilAsserted(() -> {
            world.converger.pass(outlet).block();
            assertThat(outlet.views()).hasSize(views);
        });
    }

    /** Exists by its name alone. */
    private record NamedOutlet(String name) implements Outlet {
        @Override
        public Mono<String> say(String address, String key, String text) {
            return Mono.empty();
        }

        @Override
        public Mono<String> show(String address, String remoteId, StatusView view) {
            return Mono.empty();
        }
    }

    /** Says, but can never show. */
    private record ShowlessOutlet(FakeOutlet inner) implements Outlet {
        @Override
        public String name() {
            return inner.name();
        }

        @Override
        public Mono<String> say(String address, String key, String text) {
            return inner.say(address, key, text);
        }

        @Override
        public Mono<String> show(String address, String remoteId, StatusView view) {
            return Mono.error(new Failure.Later("no pictures today", Duration.ZERO, null));
        }
    }

    /** Lets somebody else go first, once. */
    private static final class LateCursors extends Cursors {
        private final AtomicBoolean first = new AtomicBoolean(true);
        private final Runnable other;

        LateCursors(Runnable other) {
            super(postgres.client());
            this.other = other;
        }

        @Override
        public Mono<Void> advance(String reader, long from, long to) {
            var before =
                    first.getAndSet(false)
                            ? Mono.fromRunnable(other).subscribeOn(Schedulers.boundedElastic())
                            : Mono.empty();
            return before.then(super.advance(reader, from, to));
        }
    }
}
