package dev.mosaic.stitcher.killswitch;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mosaic.stitcher.job.Job;
import dev.mosaic.stitcher.job.JobStatus;
import dev.mosaic.stitcher.job.store.Jobs;
import dev.mosaic.stitcher.job.store.Kills.Order;
import dev.mosaic.stitcher.queue.Pauses;
import dev.mosaic.stitcher.run.Agents;
import dev.mosaic.stitcher.testkit.Postgres;
import dev.mosaic.stitcher.testkit.SampleJobs;
import dev.mosaic.stitcher.testkit.Stores;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The end of everything, beside nodes that claim. */
class KillAllTest {
    private static final Duration LEASE = Duration.ofSeconds(30);
    private static final int NODES = 4;

    @RegisterExtension static final Postgres postgres = new Postgres();

    private final Stores stores = Stores.on(postgres, Clock.systemUTC());
    private final Pauses pauses = new Pauses(postgres.client());
    private final Killswitch killswitch =
            new Killswitch(
                    stores.kills(),
                    pauses,
                    new Agents(
                            postgres.client(),
                            postgres.transactions(),
                            Clock.systemUTC(),
                            stores.jobs()),
                    postgres.transactions());

    @AfterEach
    void goOn() {
        pauses.resume(null).block();
        stores.jobs().live().concatMap(job -> stores.jobs().cancel(job.id(), "t", "")).blockLast();
    }

    @RepeatedTest(5)
    void whatIsClaimedMeanwhileIsKilledTooAndNothingIsClaimedAfterwards() throws Exception {
        for (var i = 0; i < 40; i++) {
            stores.submit(SampleJobs.request());
        }
        var claimed = new CopyOnWriteArrayList<Job>();
        var over = new AtomicBoolean();
        var busy = new CountDownLatch(6);
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (var node = 0; node < NODES; node++) {
                var name = "node-" + node;
                threads.submit(() -> {
                    var incarnation = UUID.randomUUID();
                    while (!over.get()) {
                        stores.leases()
                                .claim(name, incarnation, 1, 1_000, LEASE)
                                .doOnNext(claimed::add)
                                .doOnNext(_ -> busy.countDown())
                                .blockLast();
                    }
                });
            }
            busy.await();

            var all = killswitch.killAll(Order.of("ada", "fire", "api")).block();

            assertThat(claim()).isEmpty();
            over.set(true);
            assertThat(all.given()).hasSizeGreaterThanOrEqualTo(6);
        }
        assertThat(claimed)
                .allSatisfy(job ->
                        assertThat(stores.jobs().find(job.id()).block().status())
                                .isEqualTo(JobStatus.CANCELLING));
        assertThat(count(JobStatus.RUNNING)).isZero();
        assertThat(claim()).isEmpty();
        assertThat(pauses.all().single().block().reason()).isEqualTo("kill-all: fire");

        pauses.resume(null).block();
        assertThat(count(JobStatus.QUEUED) == 0 || !claim().isEmpty()).isTrue();
    }

    @Test
    void whoMayNotIsRememberedAndKillsNothing() {
        var lease = stores.running(SampleJobs.request());

        killswitch.refused(Order.of("eve", "for fun", "api")).block();

        assertThat(stores.jobs().find(lease.job()).block().status()).isEqualTo(JobStatus.RUNNING);
        assertThat(pauses.all().collectList().block()).isEmpty();
        assertThat(
                        postgres.client()
                                .sql("select by || ': ' || reason from kills where refused")
                                .mapValue(String.class)
                                .all()
                                .collectList()
                                .block())
                .containsExactly("eve: for fun");
    }

    private List<Job> claim() {
        return stores.leases()
                .claim("late", UUID.randomUUID(), 64, 1_000, LEASE)
                .collectList()
                .block();
    }

    private long count(JobStatus status) {
        return stores.jobs()
                .list(new Jobs.Filter(status, null, false), null, 1_000)
                .count()
                .block();
    }
}
