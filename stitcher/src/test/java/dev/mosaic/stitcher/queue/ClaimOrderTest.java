package dev.mosaic.stitcher.queue;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mosaic.stitcher.forge.RepoRef;
import dev.mosaic.stitcher.job.Job;
import dev.mosaic.stitcher.job.JobEvent;
import dev.mosaic.stitcher.job.JobId;
import dev.mosaic.stitcher.job.JobRequest;
import dev.mosaic.stitcher.job.JobStatus;
import dev.mosaic.stitcher.job.Lease;
import dev.mosaic.stitcher.job.RecordedEvent;
import dev.mosaic.stitcher.job.store.JobLeases.Room;
import dev.mosaic.stitcher.job.store.Jobs;
import dev.mosaic.stitcher.testkit.Postgres;
import dev.mosaic.stitcher.testkit.SampleJobs;
import dev.mosaic.stitcher.testkit.Stores;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Who comes first. */
class ClaimOrderTest {
    @RegisterExtension static final Postgres postgres = new Postgres();

    private static final String BULK =
            """
            insert into runner_jobs (id, kind, repo, issue_number, repo_name, title, instructions, priority,
                gate_profile, engine, terms, origin_outlet, origin_address, requested_by, status, run_at,
                created_at, queued_at)
            select gen_random_uuid(), 'FIX', repo, i, 'r', 't', '', 5, 'strict', 'scripted', '{}',
                'terminal', 'c', person, 'QUEUED', now(), now(), now()
            from (values ('%1$s', '%3$s')) v (repo, person), generate_series(1, %2$d) i
            """;
    private static final Duration LEASE = Duration.ofSeconds(30);
    private static final RepoRef A = new RepoRef("local", 1);
    private static final RepoRef B = new RepoRef("local", 2);

    private final Stores stores = Stores.on(postgres, Clock.systemUTC());
    private final UUID incarnation = UUID.randomUUID();

    @BeforeEach
    void empty() {
        stores.jobs()
                .list(new Jobs.Filter(null, null, true), null, 9_999)
                .concatMap(job -> stores.jobs().cancel(job.id(), "test", ""))
                .blockLast();
        sql("delete from job_watchers");
        sql(
                "update runner_jobs set status = 'CANCELLED', owner_node = null, owner_incarnation = null where status = 'CANCELLING'");
        sql("delete from repo_limits");
        sql("delete from pauses");
        sql("delete from nodes");
    }

    @Test
    void higherPriorityIsClaimedFirst() {
        var low = submit(A, 8);
        var high = submit(A, 2);
        var other = submit(B, 5);

        assertThat(claim(1, 9)).containsExactly(high);
        assertThat(claim(9, 9)).containsExactly(other, low);
    }

    @Test
    void waitingRaisesAJobOverLaterOnesOfHigherPriority() {
        var old = submit(A, 8);
        var young = submit(A, 5);
        sql(
                "update runner_jobs set queued_at = queued_at - interval '29 minutes' where id = '%s'",
                old);
        assertThat(claim(1, 9)).containsExactly(young);

        var younger = submit(A, 5);
        sql(
                "update runner_jobs set queued_at = queued_at - interval '2 minutes' where id = '%s'",
                old);
        assertThat(claim(9, 9)).containsExactly(old, younger);
    }

    @Test
    void longBacklogOfOneRepositoryDoesNotKeepOthersWaiting() {
        var backlog = IntStream.range(0, 20).mapToObj(_ -> submit(A, 5)).toList();
        sql(
                "update runner_jobs set queued_at = queued_at - interval '3 hours' where repo = '%s'",
                A);
        var first = claim(2, 9);
        var fresh = submit(B, 1);

        assertThat(first).isEqualTo(backlog.subList(0, 2));
        assertThat(claim(1, 9)).containsExactly(fresh);
    }

    @Test
    void slotsAreSharedBetweenRepositories() {
        IntStream.range(0, 6).forEach(_ -> submit(A, 5));
        var b = List.of(submit(B, 5), submit(B, 5));

        assertThat(claim(4, 9)).hasSize(4).containsAll(b);
    }

    @Test
    void amongEqualsTheRepositoryServedLongestAgoComesFirst() {
        var a1 = submit(A, 5);
        end(a1);
        submit(A, 5);
        var b1 = submit(B, 5);

        assertThat(claim(1, 9)).containsExactly(b1);
    }

    @Test
    void limitComesFromTheTableAndElseFromTheSetting() {
        IntStream.range(0, 5).forEach(_ -> submit(A, 5));
        IntStream.range(0, 5).forEach(_ -> submit(B, 5));
        sql("insert into repo_limits (repo, max_running) values ('%s', 3)", A);

        assertThat(reposOf(claim(9, 1))).containsOnlyOnce(B).filteredOn(A::equals).hasSize(3);
        assertThat(claim(9, 1)).isEmpty();

        sql("update repo_limits set max_running = 0 where repo = '%s'", B);
        assertThat(claim(9, 1)).isEmpty();
        assertThat(reposOf(claim(9, 2))).isEmpty();
    }

    @Test
    void cancellingJobStillTakesItsPlace() {
        var first = submit(A, 5);
        submit(A, 5);
        assertThat(claim(9, 1)).containsExactly(first);
        stores.jobs().cancel(first, "ada", "stop").block();

        assertThat(claim(9, 1)).isEmpty();
    }

    @Test
    void claimRaisesTheEpochNotTheAttemptAndIsRemembered() {
        var id = submit(A, 5);

        var job = stores.leases().claim("n", incarnation, 1, 1, LEASE).single().block();

        assertThat(job)
                .returns(JobStatus.RUNNING, Job::status)
                .returns(1L, Job::leaseEpoch)
                .returns(1, Job::attempt)
                .returns("n", Job::ownerNode)
                .returns(3, Job::lastSeq);
        assertThat(job.startedAt()).isNotNull();
        assertThat(stores.events().of(id, 2, 9).map(RecordedEvent::event).collectList().block())
                .containsExactly(new JobEvent.Claimed("n", 1));
        assertThat(
                        postgres.client()
                                .sql(
                                        "select epoch from job_claims where job_id = :id and node = 'n'")
                                .bind("id", id.value())
                                .mapValue(Long.class)
                                .all()
                                .collectList()
                                .block())
                .containsExactly(1L);
    }

    @Test
    void jobThatSomebodyHoldsIsPassedOver() {
        var held = submit(A, 1);
        var free = submit(B, 5);
        var lock = "select 1 from runner_jobs where id = '%s' for update".formatted(held);
        var claimed =
                postgres.transactions()
                        .transactional(
                                postgres.client()
                                        .sql(lock)
                                        .fetch()
                                        .one()
                                        .map(_ -> List.of())
                                        .flatMap(_ ->
                                                reactor.core.publisher.Mono.fromCallable(
                                                                () -> claim(9, 9))
                                                        .subscribeOn(
                                                                reactor.core.scheduler.Schedulers
                                                                        .boundedElastic())))
                        .block();

        assertThat(claimed).containsExactly(free);
    }

    @Test
    void repositoryOfDoubleWeightGetsTwoOfThreeSlots() {
        sql("insert into repo_limits (repo, weight) values ('%s', 2)", A);
        IntStream.range(0, 9).forEach(_ -> submit(A, 5));
        IntStream.range(0, 9).forEach(_ -> submit(B, 5));

        var repos = reposOf(claim(6, 9));

        assertThat(repos).filteredOn(A::equals).hasSize(4);
        assertThat(repos).filteredOn(B::equals).hasSize(2);
    }

    @Test
    void smallQueueIsServedInTurnWithAHugeOne() {
        sql(BULK, "bulk:1", 1_000, "ada");
        sql(BULK, "bulk:2", 10, "bob");
        try {
            for (var turn = 1; turn <= 10; turn++) {
                assertThat(claim(2, 1)).hasSize(2);
                assertThat(count("repo = 'bulk:2' and status = 'QUEUED'")).isEqualTo(10 - turn);
                sql(
                        "update runner_jobs set status = 'COMPLETED', owner_node = null, owner_incarnation = null where repo like 'bulk:%%' and status = 'RUNNING'");
            }
        } finally {
            forgetBulk();
        }
    }

    @Test
    void oldestJobOfTheLowestPriorityStartsAfterABoundedTimeAgainstEndlessUrgentOnes() {
        var low = submit(A, 10);
        sql(
                "update runner_jobs set queued_at = queued_at - interval '89 minutes' where id = '%s'",
                low);
        var urgent = submit(B, 1);
        assertThat(claim(1, 9)).containsExactly(urgent);

        sql(
                "update runner_jobs set queued_at = queued_at - interval '2 minutes' where id = '%s'",
                low);
        submit(B, 1);
        assertThat(claim(1, 9)).containsExactly(low);
    }

    @Test
    void personWhoHasEnoughUnderWayIsPassedOver() {
        var first = submit(A, 5);
        var second = submit(A, 5);
        var other = submit(SampleJobs.askedBy(SampleJobs.request(A), "bob"));
        var elsewhere = submit(B, 5);

        assertThat(claim(9, 9, 1)).containsExactlyInAnyOrder(first, other);
        assertThat(claim(9, 9, 1)).isEmpty();
        assertThat(claim(9, 9, 2)).hasSize(1).containsAnyOf(second, elsewhere);
        assertThat(claim(9, 9, 0)).hasSize(1);
    }

    @Test
    void limitThatIsChangedCountsFromTheNextClaim() {
        IntStream.range(0, 4).forEach(_ -> submit(A, 5));
        assertThat(claim(9, 1)).hasSize(1);

        sql(
                "insert into repo_limits (repo, max_running) values ('%s', 3) on conflict (repo) do update set max_running = 3",
                A);
        assertThat(claim(9, 1)).hasSize(2);

        sql("update repo_limits set max_running = 2 where repo = '%s'", A);
        assertThat(claim(9, 1)).isEmpty();
    }

    @Test
    void nothingStartsWhileItIsPaused() {
        var pauses = new Pauses(postgres.client());
        var one = submit(A, 5);
        var two = submit(B, 5);

        pauses.pause(A.key(), "ada", "release").block();
        assertThat(claim(9, 9)).containsExactly(two);
        pauses.pause(null, "ada", "all").block();
        pauses.resume(A.key()).block();
        assertThat(claim(9, 9)).isEmpty();
        assertThat(pauses.all().collectList().block())
                .singleElement()
                .returns(null, Pauses.Pause::repo)
                .returns("all", Pauses.Pause::reason)
                .returns("ada", Pauses.Pause::by);

        assertThat(pauses.resume(null).block()).isTrue();
        assertThat(pauses.resume(null).block()).isFalse();
        assertThat(claim(9, 9)).containsExactly(one);
    }

    @Test
    void nodeThatIsDrainedOrLostItsNameGetsNothing() {
        var job = submit(A, 5);
        var nodes = new Nodes(postgres.client());
        var settings = NodeFixture.settings(1, LEASE, "");
        nodes.beat(new Node("n", incarnation), settings, List.of()).block();

        assertThat(nodes.drain("n", true).block()).isTrue();
        assertThat(claim(9, 9)).isEmpty();
        assertThat(nodes.drain("nobody", true).block()).isFalse();
        nodes.drain("n", false).block();

        assertThat(stores.leases().claim("n", UUID.randomUUID(), 9, 9, LEASE).collectList().block())
                .isEmpty();
        assertThat(claim(9, 9)).containsExactly(job);
    }

    private JobId submit(RepoRef repo, int priority) {
        return stores.submit(SampleJobs.request(repo, priority)).id();
    }

    private JobId submit(JobRequest request) {
        return stores.submit(request).id();
    }

    private List<JobId> claim(int slots, int perRepository, int perPerson) {
        return stores.leases()
                .claim("n", incarnation, new Room(slots, perRepository, perPerson), LEASE)
                .map(Job::id)
                .collectList()
                .block();
    }

    private static long count(String condition) {
        return postgres.client()
                .sql("select count(*) from runner_jobs where " + condition)
                .mapValue(Long.class)
                .one()
                .block();
    }

    private static void forgetBulk() {
        sql(
                "set session_replication_role = replica; delete from job_events where job_id in (select id from runner_jobs where repo like 'bulk:%%'); delete from job_claims where job_id in (select id from runner_jobs where repo like 'bulk:%%'); delete from runner_jobs where repo like 'bulk:%%'; set session_replication_role = origin");
    }

    private List<JobId> claim(int slots, int perRepository) {
        return stores.leases()
                .claim("n", incarnation, slots, perRepository, LEASE)
                .map(Job::id)
                .collectList()
                .block();
    }

    private void end(JobId id) {
        var job =
                stores.leases()
                        .claim("n", incarnation, 1, 9, LEASE)
                        .filter(it -> it.id().equals(id))
                        .single()
                        .block();
        stores.jobs().complete(new Lease(id, job.leaseEpoch(), "n", incarnation), "done").block();
    }

    private List<RepoRef> reposOf(List<JobId> ids) {
        return ids.stream()
                .map(id -> stores.jobs().find(id).block().request().issue().repo())
                .toList();
    }

    private static void sql(String sql, Object... values) {
        postgres.client().sql(sql.formatted(values)).then().block();
    }
}
