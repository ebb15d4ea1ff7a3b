package dev.mosaic.stitcher.queue;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.mosaic.stitcher.job.Job;
import dev.mosaic.stitcher.job.JobEvent;
import dev.mosaic.stitcher.job.JobId;
import dev.mosaic.stitcher.job.JobStatus;
import dev.mosaic.stitcher.job.JobStep;
import dev.mosaic.stitcher.job.Lease;
import dev.mosaic.stitcher.job.RecordedEvent;
import dev.mosaic.stitcher.job.Stage;
import dev.mosaic.stitcher.job.StaleJob;
import dev.mosaic.stitcher.job.store.JobLeases.Reaping;
import dev.mosaic.stitcher.job.store.Jobs;
import dev.mosaic.stitcher.testkit.Postgres;
import dev.mosaic.stitcher.testkit.SampleJobs;
import dev.mosaic.stitcher.testkit.Stores;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Nodes that die, freeze or come back, with leases of two seconds. */
class ReaperTest {
    private static final Duration LEASE = Duration.ofSeconds(2);
    private static final Duration SOON = Duration.ofMillis(100);
    private static final Duration LIMIT = Duration.ofSeconds(60);

    @RegisterExtension static final Postgres postgres = new Postgres();

    private final Stores stores = Stores.on(postgres, Clock.systemUTC());
    private final Jobs jobs = stores.jobs();

    @AfterEach
    void endAll() {
        jobs.live().concatMap(job -> jobs.cancel(job.id(), "test", "")).blockLast();
    }

    @Test
    void anotherNodeTakesOverWhatADeadOneLeft() {
        var running = stores.submit(SampleJobs.request()).id();
        var cancelled = stores.submit(SampleJobs.request()).id();
        var dead = node("a").start(2);
        await().until(() -> dead.given.size() == 2);
        var lease = leaseOf(dead, running);
        stores.steps().begin(lease, 1, 1, Stage.WEAVE, "weaver").block();
        jobs.cancel(cancelled, "ada", "stop").block();
        dead.die();

        try (var other = node("b").start(2)) {
            await().atMost(LIMIT).until(() -> other.has(running));

            assertThat(jobs.find(running).block())
                    .returns(1, Job::crashCount)
                    .returns(1, Job::attempt)
                    .returns(2L, Job::leaseEpoch)
                    .returns(other.node.id(), Job::ownerNode);
            assertThat(stores.steps().of(running).single().block().status())
                    .isEqualTo(JobStep.Status.ABANDONED);
            assertThat(jobs.find(cancelled).block())
                    .returns(JobStatus.CANCELLED, Job::status)
                    .returns(0, Job::crashCount);
            assertThat(last(cancelled))
                    .returns("ada", RecordedEvent::actor)
                    .returns(new JobEvent.Cancelled("ada", "stop"), RecordedEvent::event);
            assertThat(log(running)).contains(new JobEvent.Queued("its node went away"));
        }
    }

    @Test
    void whatAStaleOwnerStillWritesIsRefused() {
        var job = stores.submit(SampleJobs.request()).id();
        var frozen = node("a").start(1);
        await().until(() -> frozen.has(job));
        var stale = leaseOf(frozen, job);
        frozen.die();

        try (var other = node("b").start(1)) {
            await().atMost(LIMIT).until(() -> other.has(job));
            var before = log(job);

            assertThatThrownBy(() -> jobs.complete(stale, "done").block())
                    .isInstanceOf(StaleJob.class);
            assertThatThrownBy(() -> jobs.record(stale, new JobEvent.AgentCleaned("x")).block())
                    .isInstanceOf(StaleJob.class);
            assertThatThrownBy(
                            () -> jobs.progress(stale, 50, new JobEvent.AgentCleaned("x")).block())
                    .isInstanceOf(StaleJob.class);
            assertThatThrownBy(() -> stores.steps().begin(stale, 1, 1, Stage.WEAVE, "w").block())
                    .isInstanceOf(StaleJob.class);
            assertThat(stores.leases().extend(stale.incarnation(), List.of(stale), LEASE).block())
                    .isZero();
            assertThat(log(job)).isEqualTo(before);
        }
    }

    @Test
    void ownerWhoseLeaseWasTakenIsTold() {
        var job = stores.submit(SampleJobs.request()).id();
        try (var slow = node("a").start(1)) {
            await().until(() -> slow.has(job));
            var lease = leaseOf(slow, job);

            reap(Duration.ZERO);

            await().until(() -> slow.notices.contains(new Leases.Notice(lease, Leases.Stop.LOST)));
        }
    }

    @Test
    void jobThatKillsEveryNodeIsQuarantined() {
        var job = stores.submit(SampleJobs.request()).id();
        for (var life = 0; life < 3; life++) {
            var lease = claim();
            assertThat(lease.job()).isEqualTo(job);
            sql("update runner_jobs set lease_until = now() - interval '1 hour'");
            reap(Duration.ofSeconds(1));
        }

        assertThat(jobs.find(job).block())
                .returns(JobStatus.QUARANTINED, Job::status)
                .returns(3, Job::crashCount)
                .satisfies(it -> assertThat(it.error()).contains("3 times", "retry"))
                .satisfies(it -> assertThat(it.finishedAt()).isNotNull());
        assertThat(last(job).event()).isInstanceOf(JobEvent.Quarantined.class);
    }

    @Test
    void databaseThatHasOnlyJustComeBackHasNobodyReaped() {
        var job = stores.submit(SampleJobs.request()).id();
        claim();
        sql("update runner_jobs set lease_until = now() - interval '1 hour'");

        reap(Duration.ZERO, Duration.ofDays(1));
        assertThat(jobs.find(job).block().status()).isEqualTo(JobStatus.RUNNING);

        reap(Duration.ZERO, Duration.ZERO);
        assertThat(jobs.find(job).block().status()).isEqualTo(JobStatus.QUEUED);
    }

    @Test
    void leaseThatIsNotOverForLongIsLeftAlone() {
        var job = stores.submit(SampleJobs.request()).id();
        claim();
        sql("update runner_jobs set lease_until = now() - interval '5 s'");

        reap(Duration.ofMinutes(1));

        assertThat(jobs.find(job).block().status()).isEqualTo(JobStatus.RUNNING);
    }

    @Test
    void nodeThatLostTheDatabaseDoesNotReapAtOnce() {
        var job = stores.submit(SampleJobs.request()).id();
        try (var node = node("b").start(0)) {
            await().atMost(LIMIT).until(node.membership::judges);

            claim();
            sql("alter table nodes rename to nodes_away");
            await().atMost(LIMIT).until(() -> !node.membership.judges());
            sql("update runner_jobs set lease_until = now() - interval '1 hour'");
            var back = Instant.now();
            sql("alter table nodes_away rename to nodes");

            await().atMost(LIMIT).until(() -> jobs.find(job).block().status() == JobStatus.QUEUED);
            assertThat(last(job).at()).as("reaped").isAfter(back.plus(LEASE));
        }
    }

    @Test
    void whatANodeHoldsItDoesNotTakeFromItself() {
        var job = stores.submit(SampleJobs.request()).id();
        var lease = claim();
        sql("update runner_jobs set lease_until = now() - interval '1 hour'");

        stores.leases().reap(reaping(lease.incarnation(), List.of(job))).blockLast();
        assertThat(jobs.find(job).block().status()).isEqualTo(JobStatus.RUNNING);

        stores.leases().reap(reaping(lease.incarnation(), List.of())).blockLast();
        assertThat(jobs.find(job).block().status()).isEqualTo(JobStatus.QUEUED);
    }

    @Test
    void secondNodeOfTheSameNameTakesNothingUntilTheFirstIsGone() {
        var first = node("twin").start(1);
        await().until(() -> alive("twin"));
        try (var second = node("twin").start(2)) {
            await().atMost(LIMIT).until(() -> second.membership.trouble() != null);
            assertThat(second.membership.trouble()).contains("twin", "mosaic.queue.node-id");
            var mine = stores.submit(SampleJobs.request()).id();
            await().atMost(LIMIT).until(() -> first.has(mine));
            var waits = stores.submit(SampleJobs.request()).id();
            await().during(LEASE).until(() -> !second.has(waits));

            first.die();

            await().atMost(LIMIT)
                    .until(() -> second.has(mine) && second.membership.trouble() == null);
            assertThat(jobs.find(mine).block().crashCount()).isEqualTo(1);
        }
    }

    @Test
    void killedNodeThatComesBackNeedNotWaitForItsOldLeases() {
        var job = stores.submit(SampleJobs.request()).id();
        var settings = settings("same", Duration.ofHours(1));
        var first = new NodeFixture(postgres, stores, settings).start(1);
        await().until(() -> first.has(job));
        first.die();

        var dead = Predecessors.known(Set.of(first.node.incarnation()));
        try (var second = new NodeFixture(postgres, stores, settings, dead).start(1)) {
            await().atMost(LIMIT).until(() -> second.has(job));
        }
    }

    @Test
    void nodeThatShutsDownTakesItsRowAway() {
        var node = node("gone").start(1);
        await().until(() -> alive("gone"));

        node.close();

        assertThat(alive("gone")).isFalse();
    }

    private static NodeFixture node(Stores stores, String id) {
        return new NodeFixture(postgres, stores, settings(id, LEASE));
    }

    private NodeFixture node(String id) {
        return node(stores, id);
    }

    private static QueueSettings settings(String id, Duration lease) {
        return new QueueSettings(
                2, 1_000, 0, lease, SOON, SOON, LEASE, new QueueSettings.Reap(SOON, SOON), id, "");
    }

    /** A claim by a node that never says a word again. */
    private Lease claim() {
        var incarnation = UUID.randomUUID();
        var job =
                stores.leases()
                        .claim("silent", incarnation, 1, 1_000, Duration.ofHours(1))
                        .single()
                        .block();
        return new Lease(job.id(), job.leaseEpoch(), "silent", incarnation);
    }

    private void reap(Duration margin) {
        reap(margin.isZero() ? Duration.ofDays(-1) : margin, Duration.ZERO);
    }

    private void reap(Duration margin, Duration recovery) {
        stores.leases()
                .reap(new Reaping(UUID.randomUUID(), List.of(), margin, recovery))
                .blockLast();
    }

    private static Reaping reaping(UUID incarnation, List<JobId> held) {
        return new Reaping(incarnation, held, SOON, Duration.ZERO);
    }

    private static Lease leaseOf(NodeFixture node, JobId job) {
        return node.given.stream()
                .map(Claims.Claim::lease)
                .filter(lease -> lease.job().equals(job))
                .findAny()
                .orElseThrow();
    }

    private RecordedEvent last(JobId job) {
        return stores.events().of(job, 0, 1_000).blockLast();
    }

    private List<JobEvent> log(JobId job) {
        return stores.events().of(job, 0, 1_000).map(RecordedEvent::event).collectList().block();
    }

    private static boolean alive(String node) {
        return postgres.client()
                .sql("select alive_until > clock_timestamp() from nodes where id = :id")
                .bind("id", node)
                .mapValue(Boolean.class)
                .one()
                .defaultIfEmpty(false)
                .block();
    }

    private static void sql(String sql) {
        postgres.client().sql(sql).then().block();
    }
}
