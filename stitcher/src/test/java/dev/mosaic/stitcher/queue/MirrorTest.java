package dev.mosaic.stitcher.queue;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.mosaic.stitcher.job.Job;
import dev.mosaic.stitcher.job.JobEvent;
import dev.mosaic.stitcher.job.JobId;
import dev.mosaic.stitcher.job.JobStatus;
import dev.mosaic.stitcher.job.RecordedEvent;
import dev.mosaic.stitcher.testkit.FreePorts;
import dev.mosaic.stitcher.testkit.Postgres;
import dev.mosaic.stitcher.testkit.Redis;
import dev.mosaic.stitcher.testkit.SampleJobs;
import dev.mosaic.stitcher.testkit.Stores;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.redisson.Redisson;
import org.redisson.api.RedissonClient;
import org.redisson.client.codec.StringCodec;
import reactor.core.publisher.Flux;
import reactor.core.scheduler.Schedulers;

/** What Valkey shows, and that nothing depends on it. */
class MirrorTest {
    private static final Duration SOON = Duration.ofMillis(100);
    private static final Duration LIMIT = Duration.ofSeconds(60);

    @RegisterExtension static final Postgres postgres = new Postgres();
    @RegisterExtension static final Redis redis = new Redis();

    private static RedissonClient hand;

    private final Stores stores = Stores.on(postgres, Clock.systemUTC());

    @BeforeAll
    static void connect() {
        hand = Redisson.create(Valkey.config(redis.url()));
    }

    @AfterAll
    static void disconnect() {
        hand.shutdown();
    }

    @BeforeEach
    @AfterEach
    void empty() {
        stores.jobs().live().concatMap(job -> stores.jobs().cancel(job.id(), "t", "")).blockLast();
        hand.getKeys().flushall();
    }

    @Test
    void mirrorShowsTheQueueInOrderAndFollowsEachCommit() {
        var late = stores.submit(SampleJobs.request(SampleJobs.REPO, 9)).id();
        try (var node = node(Duration.ofHours(1)).start(0)) {
            await().atMost(LIMIT).until(() -> ready().equals(List.of(late.toString())));

            var early = stores.submit(SampleJobs.request(SampleJobs.REPO, 1)).id();
            await().atMost(LIMIT)
                    .until(() -> ready().equals(List.of(early.toString(), late.toString())));

            stores.jobs().cancel(early, "ada", "").block();
            await().atMost(LIMIT).until(() -> ready().equals(List.of(late.toString())));
            assertThat(hash(early)).isEqualTo("CANCELLED");
            assertThat(hand.getBucket("mosaic:node:" + node.node.id()).remainTimeToLive())
                    .isPositive();
        }
    }

    @Test
    void mirrorThatWasWipedOrSpoiltIsMadeAnew() {
        var job = stores.submit(SampleJobs.request()).id();
        try (var _ = node(Duration.ofHours(1)).start(0)) {
            await().atMost(LIMIT).until(() -> ready().equals(List.of(job.toString())));

            hand.getKeys().flushall();
            await().atMost(LIMIT).until(() -> ready().equals(List.of(job.toString())));

            hand.getKeys().delete("mosaic:ready", "mosaic:gen");
            hand.getBucket("mosaic:ready", StringCodec.INSTANCE).set("not a set");
            var other = stores.submit(SampleJobs.request()).id();
            await().atMost(LIMIT).until(() -> ready().contains(other.toString()));
        }
    }

    @Test
    void lyingMirrorChangesNothing() {
        runsAllUnder(tick -> {
            hand.getKeys().delete("mosaic:ready", "mosaic:gen");
            switch ((int) (tick % 3)) {
                case 0 -> hand.getBucket("mosaic:ready", StringCodec.INSTANCE).set("x");
                case 1 -> {
                    var set = hand.getScoredSortedSet("mosaic:ready", StringCodec.INSTANCE);
                    set.add(-1e300, "garbage");
                    set.add(1, "00000000-0000-7000-8000-000000000000");
                    hand.getBucket("mosaic:gen", StringCodec.INSTANCE).set("a lie");
                }
                default -> hand.getList("mosaic:gen", StringCodec.INSTANCE).add("wrong");
            }
            hand.getTopic("mosaic:wake", StringCodec.INSTANCE).publish("\u0000garbage");
        });
    }

    @Test
    void valkeyThatIsWipedAllTheTimeChangesNothing() {
        runsAllUnder(_ -> hand.getKeys().flushall());
    }

    @Test
    void jobStartsByThePollWhenValkeyIsGone() {
        var settings =
                NodeFixture.settings(
                        2, Duration.ofSeconds(1), "redis://127.0.0.1:" + FreePorts.next());
        try (var node = new NodeFixture(postgres, stores, settings).start(2)) {
            await().until(() -> node.membership.judges() || node.claims.isRunning());
            var job = stores.submit(SampleJobs.request()).id();

            await().atMost(LIMIT).until(() -> node.has(job));

            var started = stores.jobs().find(job).block();
            // the poll is 1 s ± 20 %; the rest is for a machine that has much to do, and all else
            // that
            // could start a job takes longer
            assertThat(Duration.between(started.createdAt(), started.startedAt()))
                    .isLessThan(Duration.ofSeconds(15));
        }
    }

    /** Twenty jobs, each run once to its end, while somebody spoils Valkey. */
    private void runsAllUnder(Consumer<Long> spoil) {
        var spoiling =
                Flux.interval(SOON)
                        .onBackpressureDrop()
                        .publishOn(Schedulers.boundedElastic())
                        .doOnNext(spoil)
                        .onErrorContinue((_, _) -> {})
                        .subscribe();
        try (var node = node(SOON).start(3)) {
            var jobs =
                    IntStream.range(0, 20)
                            .mapToObj(_ -> stores.submit(SampleJobs.request()).id())
                            .toList();
            for (var ended = 0; ended < jobs.size(); ended++) {
                var next = ended;
                await().atMost(LIMIT).until(() -> node.given.size() > next);
                node.end(node.given.get(ended));
            }
            assertThat(node.given).extracting(claim -> claim.job().id()).doesNotHaveDuplicates();
            assertThat(jobs)
                    .allSatisfy(job -> {
                        assertThat(stores.jobs().find(job).block())
                                .returns(JobStatus.COMPLETED, Job::status);
                        assertThat(claims(job)).isEqualTo(1);
                    });
        } finally {
            spoiling.dispose();
        }
    }

    private long claims(JobId job) {
        return stores.events()
                .of(job, 0, 1_000)
                .map(RecordedEvent::event)
                .ofType(JobEvent.Claimed.class)
                .count()
                .block();
    }

    private NodeFixture node(Duration poll) {
        return new NodeFixture(postgres, stores, NodeFixture.settings(4, poll, redis.url()));
    }

    private static List<String> ready() {
        try {
            return hand
                    .<String>getScoredSortedSet("mosaic:ready", StringCodec.INSTANCE)
                    .readAll()
                    .stream()
                    .toList();
        } catch (RuntimeException e) {
            return List.of(e.getMessage());
        }
    }

    private static String hash(JobId job) {
        return hand.<String, String>getMap("mosaic:job:" + job, StringCodec.INSTANCE).get("status");
    }
}
