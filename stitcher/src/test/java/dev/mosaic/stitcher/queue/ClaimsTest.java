package dev.mosaic.stitcher.queue;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.mosaic.stitcher.job.Job;
import dev.mosaic.stitcher.job.JobStatus;
import dev.mosaic.stitcher.job.JobStep;
import dev.mosaic.stitcher.job.Stage;
import dev.mosaic.stitcher.job.store.Jobs;
import dev.mosaic.stitcher.testkit.FreePorts;
import dev.mosaic.stitcher.testkit.Postgres;
import dev.mosaic.stitcher.testkit.Redis;
import dev.mosaic.stitcher.testkit.SampleJobs;
import dev.mosaic.stitcher.testkit.Stores;
import java.time.Clock;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class ClaimsTest {
    private static final Duration NEVER = Duration.ofHours(1);
    private static final Duration SOON = Duration.ofMillis(100);
    private static final String NO_VALKEY = "";

    @RegisterExtension static final Postgres postgres = new Postgres();
    @RegisterExtension static final Redis redis = new Redis();

    private final Stores stores = Stores.on(postgres, Clock.systemUTC());
    private final Jobs jobs = stores.jobs();

    @AfterEach
    void endAll() {
        jobs.live().concatMap(job -> jobs.cancel(job.id(), "test", "")).blockLast();
    }

    @Test
    void jobStartsByTheTimerAloneWithoutValkey() {
        try (var node = node(2, Duration.ofSeconds(1), NO_VALKEY)) {
            var job = stores.submit(SampleJobs.request());

            await().until(() -> node.has(job.id()));
        }
    }

    @Test
    void jobStartsThoughTheValkeyServerIsGone() {
        try (var node = node(2, SOON, "redis://127.0.0.1:" + FreePorts.next())) {
            var job = stores.submit(SampleJobs.request());
            node.signals.wake();
            node.signals.stop(job.id());

            await().until(() -> node.has(job.id()));
            assertThat(node.valkey.connected()).isFalse();
        }
    }

    @Test
    void nodeIsWokenThroughValkeyByAnother() {
        // its timer never fires in this test: only the wake-up can tell it
        try (var node = node(2, NEVER, redis.url());
                var other = other(redis.url())) {
            await().until(() -> node.valkey.connected() && other.valkey.connected());
            var job = stores.submit(SampleJobs.request());

            wakeUntil(other, () -> node.has(job.id()));
        }
    }

    @Test
    void nodeIsWokenAgainAfterValkeyWasAway() throws Exception {
        var port = FreePorts.next();
        var first = Redis.startedOn(port);
        var url = "redis://127.0.0.1:" + port;
        try (var node = node(2, NEVER, url);
                var other = other(url)) {
            await().until(() -> node.valkey.connected() && other.valkey.connected());
            first.stop();
            var job = stores.submit(SampleJobs.request());
            var second = Redis.startedOn(port);
            try {
                wakeUntil(other, () -> node.has(job.id()));
            } finally {
                second.stop();
            }
        }
    }

    @Test
    void freedSlotTakesTheNextJobAtOnce() {
        IntStream.range(0, 5).forEach(_ -> stores.submit(SampleJobs.request()));
        try (var node = node(2, NEVER, NO_VALKEY)) {
            await().until(() -> node.given.size() == 2);
            assertThat(
                            jobs.list(new Jobs.Filter(JobStatus.RUNNING, null, true), null, 9)
                                    .count()
                                    .block())
                    .isEqualTo(2);

            node.end(node.given.getFirst());

            await().until(() -> node.given.size() == 3);
        }
    }

    @Test
    void scheduledJobIsStartedWhenItsTimeHasCome() {
        try (var node = node(2, SOON, NO_VALKEY)) {
            var runAt = Clock.systemUTC().instant().plusMillis(700);
            var job = stores.submit(SampleJobs.scheduled(runAt));

            await().until(() -> node.has(job.id()));

            assertThat(Clock.systemUTC().instant()).isAfterOrEqualTo(runAt);
        }
    }

    @Test
    void nodeThatComesBackPutsItsOldJobsBackFirst() {
        var settings = NodeFixture.settings(3, SOON, NO_VALKEY);
        var running = stores.submit(SampleJobs.request()).id();
        var cancelled = stores.submit(SampleJobs.request()).id();
        var earlier = new NodeFixture(postgres, stores, settings).start(3);
        await().until(() -> earlier.given.size() == 2);
        var lease =
                earlier.given.stream()
                        .filter(c -> c.job().id().equals(running))
                        .findAny()
                        .orElseThrow()
                        .lease();
        stores.steps().begin(lease, 1, 1, Stage.WEAVE, "weaver").block();
        jobs.cancel(cancelled, "ada", "stop").block();
        earlier.die();

        try (var later = after(earlier, settings).start(3)) {
            await().until(() -> later.has(running));

            var job = jobs.find(running).block();
            assertThat(job)
                    .returns(1, Job::crashCount)
                    .returns(1, Job::attempt)
                    .returns(2L, Job::leaseEpoch)
                    .returns(later.node.id(), Job::ownerNode);
            assertThat(stores.steps().of(running).single().block().status())
                    .isEqualTo(JobStep.Status.ABANDONED);
            assertThat(jobs.find(cancelled).block().status()).isEqualTo(JobStatus.CANCELLED);
            assertThat(later.given).hasSize(1);
        }
    }

    @Test
    void jobThatKillsItsNodeThreeTimesIsQuarantined() {
        var settings = NodeFixture.settings(1, SOON, NO_VALKEY);
        var job = stores.submit(SampleJobs.request()).id();
        var node = new NodeFixture(postgres, stores, settings).start(1);
        for (var life = 1; life < 3; life++) {
            var earlier = node;
            await().until(() -> earlier.has(job));
            earlier.die();
            node = after(earlier, settings).start(1);
        }
        var last = node;
        await().until(() -> last.has(job));
        last.die();

        try (var _ = after(last, settings).start(1)) {
            await().until(() -> jobs.find(job).block().status() == JobStatus.QUARANTINED);
        }

        assertThat(jobs.find(job).block())
                .returns(3, Job::crashCount)
                .satisfies(it -> assertThat(it.error()).contains("3 times", "retry"));
    }

    @Test
    void nodeThatStopsTakesNoMoreJobs() {
        var node = node(2, SOON, NO_VALKEY);
        node.close();

        var job = stores.submit(SampleJobs.request());

        await().during(Duration.ofMillis(500))
                .until(() -> jobs.find(job.id()).block().status() == JobStatus.QUEUED);
        assertThat(node.claims.isRunning()).isFalse();
    }

    @Test
    void nodeStartsAgainAfterItStopped() {
        var node = node(2, SOON, NO_VALKEY);
        node.close();
        var job = stores.submit(SampleJobs.request());

        node.start(2);

        await().until(() -> node.has(job.id()));
        node.close();
    }

    /** The same node again, which knows that its earlier life is over. */
    private NodeFixture after(NodeFixture earlier, QueueSettings settings) {
        var dead = Predecessors.known(Set.of(earlier.node.incarnation()));
        return new NodeFixture(postgres, stores, settings, dead);
    }

    private NodeFixture node(int slots, Duration poll, String valkeyUrl) {
        return new NodeFixture(postgres, stores, NodeFixture.settings(slots, poll, valkeyUrl))
                .start(slots);
    }

    /** A node that only sends. */
    private NodeFixture other(String valkeyUrl) {
        var node = new NodeFixture(postgres, stores, NodeFixture.settings(1, NEVER, valkeyUrl));
        node.valkey.start();
        return node;
    }

    /** A hint may be lost, so it is sent again; nothing else can tell a node whose timer sleeps. */
    private static void wakeUntil(NodeFixture sender, Callable<Boolean> reached) {
        await().pollInterval(Duration.ofMillis(200))
                .atMost(Duration.ofSeconds(60))
                .until(() -> {
                    sender.signals.wake();
                    return reached.call();
                });
    }
}
