package dev.mosaic.stitcher.job;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.mosaic.stitcher.forge.RepoRef;
import dev.mosaic.stitcher.job.Jobs.Submission;
import dev.mosaic.stitcher.job.message.Delivery;
import dev.mosaic.stitcher.job.message.Effect;
import dev.mosaic.stitcher.job.message.Outbox;
import dev.mosaic.stitcher.testkit.Crowd;
import dev.mosaic.stitcher.testkit.Postgres;
import dev.mosaic.stitcher.testkit.SampleJobs;
import dev.mosaic.stitcher.testkit.Stores;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.IntStream;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;

/** What must hold when several do it at once. Each fails when its guard is taken out. */
class JobRacesTest {
    @RegisterExtension static final Postgres postgres = new Postgres();

    private static final Duration LEASE = Duration.ofSeconds(30);
    private static final JobEvent NOTE = new JobEvent.AgentNote("a", "working");

    private final Stores stores = Stores.on(postgres, Clock.systemUTC());
    private final Jobs jobs = stores.jobs();

    @RepeatedTest(5)
    void jobIsCompletedOnce() throws Exception {
        var lease = stores.running(SampleJobs.request());

        var outcomes = race(10, i -> jobs.complete(lease, "done " + i));

        assertThat(outcomes).filteredOn(Job.class::isInstance).hasSize(1);
        assertThat(outcomes).filteredOn(StaleJob.class::isInstance).hasSize(9);
        assertThat(typesOf(lease.job())).filteredOn("job.completed"::equals).hasSize(1);
    }

    @RepeatedTest(10)
    void eitherCompletedOrCancelledNeverBoth() throws Exception {
        var lease = stores.running(SampleJobs.request());

        Crowd.race(
                List.<Callable<?>>of(
                        () -> jobs.complete(lease, "done").block(),
                        () -> jobs.cancel(lease.job(), "ada", "stop").block()));

        var job = jobs.find(lease.job()).block();
        var types = typesOf(lease.job());
        assertThat(job.status()).isIn(JobStatus.COMPLETED, JobStatus.CANCELLING);
        assertThat(types.contains("job.completed")).isEqualTo(job.status() == JobStatus.COMPLETED);
        assertThat(types.contains("job.cancelling"))
                .isEqualTo(job.status() == JobStatus.CANCELLING);
    }

    @RepeatedTest(10)
    void noProgressAfterTheEnd() throws Exception {
        var lease = stores.running(SampleJobs.request());
        var all = new ArrayList<Callable<?>>();
        all.add(() -> jobs.complete(lease, "done").block());
        IntStream.range(1, 9)
                .forEach(i -> all.add(() -> jobs.progress(lease, i * 10, NOTE).block()));

        Crowd.race(all);

        assertThat(jobs.find(lease.job()).block())
                .returns(JobStatus.COMPLETED, Job::status)
                .returns(100, Job::progress);
        assertThat(typesOf(lease.job())).last().isEqualTo("job.completed");
    }

    @Test
    void staleOwnerCanSayNothingAnyMore() {
        var stale = stores.running(SampleJobs.request());
        jobs.handBack(stale, "shutting down").block();
        var owner = claimed(stale.job());
        var before = jobs.find(stale.job()).block();

        var step = stores.steps().begin(owner, 1, 1, Stage.WEAVE, "weaver").block();
        List<Mono<?>> late =
                List.of(
                        jobs.progress(stale, 50, NOTE),
                        jobs.record(stale, NOTE),
                        jobs.round(stale, 3),
                        jobs.outcome(stale, Job.Outcome.NONE, NOTE),
                        jobs.complete(stale, "done"),
                        jobs.fail(stale, "no", "no"),
                        jobs.delay(stale, "later", Clock.systemUTC().instant()),
                        jobs.handBack(stale, "again"),
                        jobs.cancelled(stale),
                        stores.steps().begin(stale, 1, 1, Stage.WEAVE, "weaver"),
                        stores.steps().finish(stale, step.id(), JobStep.Status.DONE, "", null));

        assertThat(late)
                .allSatisfy(write -> assertThatThrownBy(write::block).isInstanceOf(StaleJob.class));
        assertThat(jobs.find(stale.job()).block())
                .returns(before.version(), Job::version)
                .returns(before.lastSeq() + 1, Job::lastSeq);
    }

    @Test
    void ownerOfAnotherIncarnationCanSayNothing() {
        var lease = stores.running(SampleJobs.request());
        var twin = new Lease(lease.job(), lease.epoch(), lease.node(), UUID.randomUUID());

        assertThatThrownBy(() -> jobs.complete(twin, "done").block()).isInstanceOf(StaleJob.class);
        assertThatThrownBy(() -> jobs.round(twin, 2).block()).isInstanceOf(StaleJob.class);
    }

    @Test
    void noJobIsClaimedTwiceByManyNodes() throws Exception {
        var repo = new RepoRef("local", 200);
        IntStream.range(0, 60).forEach(_ -> stores.submit(SampleJobs.request(repo)));

        var claims = race(30, i -> claim("n" + i, 5, 1_000).collectList());

        var claimed = claims.stream().flatMap(list -> ((List<?>) list).stream()).toList();
        assertThat(claimed)
                .map(job -> ((Job) job).id())
                .doesNotHaveDuplicates()
                .hasSizeGreaterThanOrEqualTo(60);
        assertThat(claimed).map(job -> ((Job) job).leaseEpoch()).containsOnly(1L);
    }

    @Test
    void limitOfARepositoryHoldsAtEveryMoment() throws Exception {
        var repo = new RepoRef("local", 201);
        IntStream.range(0, 30).forEach(_ -> stores.submit(SampleJobs.request(repo)));
        var over = new AtomicBoolean();
        var done = new AtomicBoolean();
        var sampler = Thread.ofVirtual().start(() -> sample(repo, 2, over, done));

        for (var turn = 0; turn < 15; turn++) {
            race(8, i -> claim("n" + i, 4, 2).collectList());
            running(repo).forEach(lease -> jobs.complete(lease, "done").block());
        }
        done.set(true);
        sampler.join(Duration.ofSeconds(20));

        assertThat(over).isFalse();
        assertThat(
                        jobs.list(new Jobs.Filter(JobStatus.COMPLETED, repo.key(), false), null, 99)
                                .count()
                                .block())
                .isEqualTo(30);
    }

    @Test
    void limitCountsAClaimThatIsNotCommittedYet() throws Exception {
        var repo = new RepoRef("local", 202);
        stores.submit(SampleJobs.request(repo, 5));
        var first = new OpenTransaction<>(claimOf(repo, 1));
        // a new head of the queue: without the lock the second claim would not meet the first one
        stores.submit(SampleJobs.request(repo, 1));

        var second = claimOf(repo, 1).toFuture();
        var committed = first.commit();

        assertThat(committed).hasSize(1);
        assertThat(second.get(20, TimeUnit.SECONDS)).isEmpty();
        assertThat(running(repo)).hasSize(1);
    }

    @RepeatedTest(5)
    void oneTriggerStartsOneJob() throws Exception {
        var trigger = "trigger:" + UUID.randomUUID();

        // each for an issue of its own, so that nothing but the trigger can hold them back
        var outcomes = race(8, _ -> jobs.submit(SampleJobs.request(), trigger));

        assertThat(outcomes).allSatisfy(o -> assertThat(o).isInstanceOf(Submission.class));
        assertThat(outcomes).filteredOn(Submission.Accepted.class::isInstance).hasSize(1);
        assertThat(outcomes)
                .map(o -> ((Submission) o).job().id())
                .containsOnly(((Submission) outcomes.getFirst()).job().id());
    }

    @RepeatedTest(5)
    void oneIssueHasOneLiveJob() throws Exception {
        var request = SampleJobs.request();

        var outcomes =
                race(
                        8,
                        i ->
                                jobs.submit(
                                        SampleJobs.askedBy(request, "p" + i),
                                        "t:" + UUID.randomUUID()));

        assertThat(outcomes).filteredOn(Submission.Accepted.class::isInstance).hasSize(1);
        assertThat(outcomes).filteredOn(Submission.Joined.class::isInstance).hasSize(7);
        var id = ((Submission) outcomes.getFirst()).job().id();
        assertThat(jobs.watchers(id).count().block()).isEqualTo(8);
        assertGapless(id);
    }

    @RepeatedTest(5)
    void twoRetriesMakeOneAttempt() throws Exception {
        var lease = stores.running(SampleJobs.request());
        jobs.fail(lease, "no", "retry").block();

        var outcomes = race(4, i -> jobs.retry(lease.job(), "p" + i, "", SampleJobs.CONSOLE));

        assertThat(outcomes).filteredOn(Job.class::isInstance).hasSize(1);
        assertThat(jobs.find(lease.job()).block().attempt()).isEqualTo(2);
        assertThat(typesOf(lease.job())).filteredOn("job.retried"::equals).hasSize(1);
    }

    @Test
    void logIsGaplessUnderManyWriters() throws Exception {
        var request = SampleJobs.request();
        var lease = stores.running(request);

        var all = new ArrayList<Callable<?>>();
        for (var i = 0; i < 20; i++) {
            var n = i;
            all.add(() -> jobs.record(lease, NOTE).block());
            all.add(() -> jobs.progress(lease, n, NOTE).block());
            all.add(() ->
                    jobs.submit(SampleJobs.askedBy(request, "p" + n), "t:" + UUID.randomUUID())
                            .block());
        }
        var outcomes = Crowd.race(all);

        assertThat(outcomes).noneMatch(Throwable.class::isInstance);
        assertThat(typesOf(lease.job())).hasSize(3 + 60);
        assertGapless(lease.job());
    }

    @Test
    void readerOfTheWholeLogNeverSkipsALateCommit() throws Exception {
        var leases =
                IntStream.range(0, 6).mapToObj(_ -> stores.running(SampleJobs.request())).toList();
        var start = stores.events().newest().block();
        var done = new AtomicBoolean();
        var seen = Collections.synchronizedList(new ArrayList<Long>());
        var reader = Thread.ofVirtual().start(() -> read(start, seen, done));

        // transactions that begin in one order, write in another and end in a third
        race(6, i -> Flux.range(0, 40).concatMap(n -> slowly(leases.get(i), i, n)).then());
        // where a reader begins and ends is held up by all transactions of the server, others' too
        var all =
                postgres.client()
                        .sql("select pos from job_events where pos > :start")
                        .bind("start", start)
                        .mapValue(Long.class)
                        .all()
                        .collectList()
                        .block();
        await().atMost(Duration.ofSeconds(30)).until(() -> seen.size() >= all.size());
        done.set(true);
        reader.join(Duration.ofSeconds(30));
        assertThat(all).hasSizeGreaterThanOrEqualTo(6 * 40 * 2);
        assertThat(seen).doesNotHaveDuplicates().containsExactlyInAnyOrderElementsOf(all);
    }

    @RepeatedTest(5)
    void jobOfADeadNodeIsPutBackOnce() throws Exception {
        var lease = stores.running(SampleJobs.request());

        var outcomes =
                race(
                        6,
                        _ ->
                                stores.leases()
                                        .recover(lease.node(), UUID.randomUUID())
                                        .collectList());

        assertThat(outcomes).noneMatch(Throwable.class::isInstance);
        assertThat(jobs.find(lease.job()).block())
                .returns(JobStatus.QUEUED, Job::status)
                .returns(1, Job::crashCount);
        assertThat(typesOf(lease.job())).filteredOn("job.queued"::equals).hasSize(2);
    }

    @Test
    void effectIsTakenOnce() throws Exception {
        var outlet = "outlet-" + UUID.randomUUID();
        var added =
                race(
                        6,
                        i ->
                                stores.outbox()
                                        .add(
                                                new Effect(
                                                        "key-" + i / 2 + outlet,
                                                        new Origin(outlet, "a"),
                                                        "hi")));
        assertThat(added).filteredOn(Boolean.TRUE::equals).hasSize(3);

        var taken = race(10, _ -> stores.outbox().take(Set.of(outlet), LEASE, 2).collectList());

        assertThat(taken.stream().flatMap(list -> ((List<?>) list).stream()))
                .map(pending -> ((Outbox.Pending) pending).id())
                .doesNotHaveDuplicates()
                .hasSize(3);
    }

    @Test
    void effectInTheHandsOfAnotherIsPassedOver() throws Exception {
        var outlet = "outlet-" + UUID.randomUUID();
        stores.outbox().add(new Effect("key:" + outlet, new Origin(outlet, "a"), "hi")).block();
        var taking = stores.outbox().take(Set.of(outlet), LEASE, 9).collectList();
        var first = new OpenTransaction<>(taking);

        var second = taking.toFuture();

        assertThat(first.commit()).hasSize(1);
        assertThat(second.get(20, TimeUnit.SECONDS)).isEmpty();
    }

    @RepeatedTest(5)
    void deliveryIsTakenOnce() throws Exception {
        var delivery = new Delivery("terminal", UUID.randomUUID().toString(), "command", "{}");
        var stored = race(6, _ -> stores.inbox().store(delivery));
        assertThat(stored).filteredOn(r -> ((Delivery.Receipt) r).fresh()).hasSize(1);

        var all = new ArrayList<Callable<?>>();
        for (var i = 0; i < 5; i++) {
            all.add(() ->
                    stores.inbox().take("terminal", delivery.id(), LEASE).blockOptional().stream()
                            .toList());
            all.add(() ->
                    stores.inbox().takeForgotten(Duration.ZERO, LEASE, 99).collectList().block());
        }

        assertThat(
                        Crowd.race(all).stream()
                                .flatMap(list -> ((List<?>) list).stream())
                                .filter(delivery::equals))
                .hasSize(1);
    }

    @RepeatedTest(5)
    void readerIsMovedByOneProcess() throws Exception {
        var reader = "reader-" + UUID.randomUUID();
        var begun = race(4, i -> stores.cursors().advance(reader, 0, 10 + i).thenReturn(10L + i));
        assertThat(begun).filteredOn(Long.class::isInstance).hasSize(1);
        var at = stores.cursors().position(reader).block();

        var moved = race(4, i -> stores.cursors().advance(reader, at, 20 + i).thenReturn(20L + i));

        assertThat(moved).filteredOn(Long.class::isInstance).hasSize(1);
        assertThat(moved).filteredOn(IllegalStateException.class::isInstance).hasSize(3);
        assertThat(moved).contains(stores.cursors().position(reader).block());
    }

    /** Did its work, and waits with its commit. */
    private static final class OpenTransaction<T> {
        private final CountDownLatch worked = new CountDownLatch(1);
        private final CountDownLatch may = new CountDownLatch(1);
        private final CompletableFuture<T> end;

        OpenTransaction(Mono<T> work) throws InterruptedException {
            var held =
                    work.delayUntil(_ ->
                            Mono.fromCallable(this::hold).subscribeOn(Schedulers.boundedElastic()));
            end = postgres.transactions().transactional(held).toFuture();
            assertThat(worked.await(20, TimeUnit.SECONDS)).isTrue();
        }

        private boolean hold() throws InterruptedException {
            worked.countDown();
            return may.await(20, TimeUnit.SECONDS);
        }

        /** Lets whoever was started meanwhile come to its wait, then commits. */
        T commit() throws Exception {
            await().during(Duration.ofMillis(300)).until(() -> !end.isDone());
            may.countDown();
            return end.get(20, TimeUnit.SECONDS);
        }
    }

    private interface One {
        Mono<?> doing(int i);
    }

    private static List<Object> race(int size, One one) throws Exception {
        return Crowd.race(
                IntStream.range(0, size)
                        .<Callable<?>>mapToObj(i -> () -> one.doing(i).block())
                        .toList());
    }

    private Flux<Job> claim(String node, int slots, int perRepository) {
        return stores.leases().claim(node, UUID.randomUUID(), slots, perRepository, LEASE);
    }

    private Mono<List<JobId>> claimOf(RepoRef repo, int perRepository) {
        return claim("n", 64, perRepository)
                .filter(job -> job.request().issue().repo().equals(repo))
                .map(Job::id)
                .collectList();
    }

    private Lease claimed(JobId id) {
        var incarnation = UUID.randomUUID();
        return stores.leases()
                .claim("b", incarnation, 64, 1_000, LEASE)
                .filter(job -> job.id().equals(id))
                .map(job -> new Lease(id, job.leaseEpoch(), "b", incarnation))
                .single()
                .block();
    }

    private List<Lease> running(RepoRef repo) {
        return postgres.client()
                .sql(
                        "select id, lease_epoch, owner_node, owner_incarnation from runner_jobs where repo = :repo and status = 'RUNNING'")
                .bind("repo", repo.key())
                .map(row ->
                        new Lease(
                                new JobId(row.get("id", UUID.class)),
                                row.get("lease_epoch", Long.class),
                                row.get("owner_node", String.class),
                                row.get("owner_incarnation", UUID.class)))
                .all()
                .collectList()
                .block();
    }

    private static void sample(RepoRef repo, int limit, AtomicBoolean over, AtomicBoolean done) {
        while (!done.get()) {
            var running =
                    postgres.client()
                            .sql(
                                    "select count(*) from runner_jobs where repo = :repo and status = 'RUNNING'")
                            .bind("repo", repo.key())
                            .mapValue(Long.class)
                            .one()
                            .block();
            if (running > limit) {
                over.set(true);
            }
        }
    }

    /** Two lines in one transaction that ends a while after it began. */
    private Mono<?> slowly(Lease lease, int i, int n) {
        var writes =
                Mono.delay(Duration.ofMillis((i + n) % 3))
                        .then(jobs.record(lease, NOTE))
                        .then(Mono.delay(Duration.ofMillis((5 - i + n) % 4)))
                        .then(jobs.record(lease, NOTE));
        var begin = postgres.client().sql("select pg_current_xact_id()::text").then();
        return postgres.transactions().transactional(begin.then(writes));
    }

    private void read(long start, List<Long> seen, AtomicBoolean done) {
        var at = start;
        while (!done.get()) {
            var page = stores.events().after(at, 7).map(RecordedEvent::pos).collectList().block();
            seen.addAll(page);
            at = page.isEmpty() ? at : page.getLast();
        }
    }

    private List<String> typesOf(JobId id) {
        return stores.events().of(id, 0, 1_000).map(RecordedEvent::type).collectList().block();
    }

    private void assertGapless(JobId id) {
        var log = stores.events().of(id, 0, 1_000).map(RecordedEvent::seq).collectList().block();
        assertThat(log).isEqualTo(IntStream.rangeClosed(1, log.size()).boxed().toList());
        assertThat(jobs.find(id).block().lastSeq()).isEqualTo(log.size());
    }
}
