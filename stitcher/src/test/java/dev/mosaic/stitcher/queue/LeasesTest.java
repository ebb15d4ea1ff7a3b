package dev.mosaic.stitcher.queue;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.mosaic.stitcher.job.Job;
import dev.mosaic.stitcher.job.Lease;
import dev.mosaic.stitcher.job.store.Kills;
import dev.mosaic.stitcher.queue.Leases.Notice;
import dev.mosaic.stitcher.queue.Leases.Stop;
import dev.mosaic.stitcher.testkit.Postgres;
import dev.mosaic.stitcher.testkit.Redis;
import dev.mosaic.stitcher.testkit.SampleJobs;
import dev.mosaic.stitcher.testkit.Stores;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class LeasesTest {
    private static final Duration SOON = Duration.ofMillis(100);
    private static final Duration NEVER = Duration.ofHours(1);

    @RegisterExtension static final Postgres postgres = new Postgres();
    @RegisterExtension static final Redis redis = new Redis();

    private final Stores stores = Stores.on(postgres, Clock.systemUTC());

    @Test
    void heldLeaseIsExtendedAndAReleasedOneIsNot() {
        try (var node = node(SOON, "")) {
            var kept = claimed(node);
            var before = until(kept);

            await().until(() -> until(kept).isAfter(before));

            node.leases.release(kept);
            await().during(Duration.ofMillis(600)).until(() -> true);
            var after = until(kept);
            await().during(Duration.ofMillis(600)).until(() -> until(kept).equals(after));
        }
    }

    @Test
    void cancelIsNoticedByThePollAlone() {
        try (var node = node(SOON, "")) {
            var lease = claimed(node);

            stores.jobs().cancel(lease.job(), "ada", "stop").block();

            await().until(() -> node.notices.contains(new Notice(lease, Stop.CANCELLED)));
            await().during(Duration.ofMillis(400)).until(() -> node.notices.size() == 1);
        }
    }

    @Test
    void killIsNoticedByThePollAloneAlsoAfterACancel() {
        try (var node = node(SOON, "")) {
            var lease = claimed(node);
            stores.jobs().cancel(lease.job(), "ada", "stop").block();
            await().until(() -> node.notices.contains(new Notice(lease, Stop.CANCELLED)));

            stores.kills().kill(lease.job(), null, Kills.Order.of("ada", "", "test")).block();

            await().until(() -> node.notices.contains(new Notice(lease, Stop.KILLED)));
            await().during(Duration.ofMillis(400)).until(() -> node.notices.size() == 2);
        }
    }

    @Test
    void killWithoutTheDatabaseIsToldAtOnceAndOnce() {
        try (var node = node(SOON, "")) {
            var lease = claimed(node);

            assertThat(node.leases.holding()).containsExactly(lease);
            assertThat(node.leases.kill(lease)).isTrue();
            assertThat(node.leases.kill(lease)).isFalse();

            assertThat(node.notices).containsExactly(new Notice(lease, Stop.KILLED));
            stores.jobs().cancel(lease.job(), "ada", "stop").block();
            await().during(Duration.ofMillis(400)).until(() -> node.notices.size() == 1);
            node.leases.release(lease);
            assertThat(node.leases.kill(lease)).isFalse();
        }
    }

    @Test
    void cancelIsNoticedThroughValkey() {
        try (var node = node(NEVER, redis.url())) {
            await().until(node.valkey::connected);
            var lease = claimed(node);
            stores.jobs().cancel(lease.job(), "ada", "stop").block();

            await().pollInterval(Duration.ofMillis(100))
                    .until(() -> {
                        node.valkey.publish("mosaic:stop", "garbage");
                        node.valkey.publish("mosaic:stop", lease.job().toString());
                        return node.notices.contains(new Notice(lease, Stop.CANCELLED));
                    });
        }
    }

    @Test
    void leaseThatAnotherIncarnationTookBackIsLost() {
        try (var node = node(SOON, "")) {
            var lease = claimed(node);
            stores.leases().recover(node.node.id(), UUID.randomUUID()).blockLast();

            await().until(() -> node.notices.contains(new Notice(lease, Stop.LOST)));
            assertThat(node.notices).hasSize(1);
        }
    }

    @Test
    void holderThatEndsItsJobIsNotToldToStop() {
        try (var node = node(SOON, "")) {
            var lease = claimed(node);
            stores.jobs().complete(lease, "done").block();
            node.leases.release(lease);

            await().during(Duration.ofMillis(500)).until(node.notices::isEmpty);
        }
    }

    @Test
    void noticeWaitsForItsReader() {
        var node = new NodeFixture(postgres, stores, NodeFixture.settings(1, SOON, ""));
        node.leases.start();
        var lease = claimed(node);
        stores.jobs().cancel(lease.job(), "ada", "stop").block();
        await().during(Duration.ofMillis(300)).until(() -> true);

        var notice = node.leases.notices().blockFirst(Duration.ofSeconds(10));

        assertThat(notice).isEqualTo(new Notice(lease, Stop.CANCELLED));
        node.leases.stop();
    }

    private NodeFixture node(Duration poll, String valkeyUrl) {
        return new NodeFixture(postgres, stores, NodeFixture.settings(1, poll, valkeyUrl)).start(0);
    }

    private Lease claimed(NodeFixture node) {
        var job = stores.submit(SampleJobs.request());
        var mine =
                stores.leases()
                        .claim(
                                node.node.id(),
                                node.node.incarnation(),
                                64,
                                1_000,
                                Duration.ofSeconds(30))
                        .filter(it -> it.id().equals(job.id()))
                        .map(Job::leaseEpoch)
                        .single()
                        .block();
        var lease = new Lease(job.id(), mine, node.node.id(), node.node.incarnation());
        node.leases.hold(lease);
        return lease;
    }

    private static Instant until(Lease lease) {
        return postgres.client()
                .sql("select lease_until from runner_jobs where id = :id")
                .bind("id", lease.job().value())
                .mapValue(Instant.class)
                .one()
                .block();
    }
}
