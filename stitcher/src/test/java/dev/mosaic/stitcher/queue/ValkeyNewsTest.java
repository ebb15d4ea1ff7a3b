package dev.mosaic.stitcher.queue;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.mosaic.stitcher.testkit.Postgres;
import dev.mosaic.stitcher.testkit.Redis;
import dev.mosaic.stitcher.testkit.SampleJobs;
import dev.mosaic.stitcher.testkit.Stores;
import java.time.Clock;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** That a node hears of what another one wrote, and not of what it wrote itself. */
class ValkeyNewsTest {
    private static final Duration LIMIT = Duration.ofSeconds(60);

    @RegisterExtension static final Postgres postgres = new Postgres();
    @RegisterExtension static final Redis redis = new Redis();

    @Test
    void aCommitIsHeardByTheOtherNodesAlone() {
        try (var one = node(Stores.on(postgres, Clock.systemUTC()));
                var other = node(Stores.on(postgres, Clock.systemUTC()))) {
            var heardByOne = new AtomicInteger();
            var heardByOther = new AtomicInteger();
            one.news.ticks().subscribe(_ -> heardByOne.incrementAndGet());
            other.news.ticks().subscribe(_ -> heardByOther.incrementAndGet());
            await().atMost(LIMIT).until(() -> one.valkey.connected() && other.valkey.connected());

            one.submit(SampleJobs.request(SampleJobs.REPO, 1));
            await().atMost(LIMIT).until(() -> heardByOther.get() > 0);
            assertThat(heardByOne).hasValue(0);

            other.submit(SampleJobs.request(SampleJobs.REPO, 2));
            await().atMost(LIMIT).until(() -> heardByOne.get() > 0);
        }
    }

    @Test
    void withoutValkeyNobodyHearsAndNothingFails() {
        var stores = Stores.on(postgres, Clock.systemUTC());
        try (var node =
                new NodeFixture(postgres, stores, NodeFixture.settings(1, Duration.ofHours(1), ""))
                        .start(0)) {
            var heard = new AtomicInteger();
            node.news.ticks().subscribe(_ -> heard.incrementAndGet());

            node.submit(SampleJobs.request(SampleJobs.REPO, 3));

            assertThat(node.news.isRunning()).isTrue();
            assertThat(heard).hasValue(0);
        }
    }

    private static NodeFixture node(Stores stores) {
        return new NodeFixture(
                        postgres, stores, NodeFixture.settings(1, Duration.ofHours(1), redis.url()))
                .start(0);
    }
}
