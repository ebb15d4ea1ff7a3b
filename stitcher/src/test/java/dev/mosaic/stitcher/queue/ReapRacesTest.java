package dev.mosaic.stitcher.queue;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mosaic.stitcher.forge.RepoRef;
import dev.mosaic.stitcher.job.Job;
import dev.mosaic.stitcher.job.JobStatus;
import dev.mosaic.stitcher.job.Lease;
import dev.mosaic.stitcher.job.RecordedEvent;
import dev.mosaic.stitcher.job.StaleJob;
import dev.mosaic.stitcher.job.store.JobLeases.Reaping;
import dev.mosaic.stitcher.testkit.Crowd;
import dev.mosaic.stitcher.testkit.Postgres;
import dev.mosaic.stitcher.testkit.SampleJobs;
import dev.mosaic.stitcher.testkit.Stores;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The reaper against those who end jobs at the same moment, and with much to do. */
class ReapRacesTest {
    @RegisterExtension static final Postgres postgres = new Postgres();

    private static final RepoRef REPO = new RepoRef("local", 900);

    private final Stores stores = Stores.on(postgres, Clock.systemUTC());

    @AfterEach
    void empty() {
        sql(
                "update runner_jobs set status = 'CANCELLED', owner_node = null, owner_incarnation = null where status not in ('COMPLETED', 'CANCELLED')");
    }

    @Test
    void jobIsEitherCompletedOrReapedNeverBothAndOnlyOnce() throws Exception {
        var leases = running(60);
        overdue();
        var all = new ArrayList<Callable<?>>();
        IntStream.range(0, 8).forEach(_ -> all.add(() -> reap().size()));
        leases.forEach(lease -> all.add(() -> stores.jobs().complete(lease, "done").block()));

        var outcomes = Crowd.race(all);

        assertThat(outcomes)
                .allSatisfy(it ->
                        assertThat(it).isInstanceOfAny(Integer.class, Job.class, StaleJob.class));
        reap();
        for (var lease : leases) {
            var job = stores.jobs().find(lease.job()).block();
            var lines = stores.log(lease).stream().map(RecordedEvent::type).toList();
            if (job.status() == JobStatus.COMPLETED) {
                assertThat(job.crashCount()).isZero();
                assertThat(lines).filteredOn("job.queued"::equals).hasSize(1);
            } else {
                assertThat(job.status()).isEqualTo(JobStatus.QUEUED);
                assertThat(job.crashCount()).isEqualTo(1);
                assertThat(lines).doesNotContain("job.completed");
                assertThat(lines).filteredOn("job.queued"::equals).hasSize(2);
            }
        }
    }

    @Test
    void everythingOfADeadFleetComesBackInOneGoWithAGaplessLog() {
        var leases = running(320);
        overdue();

        assertThat(reap()).hasSize(320);

        assertThat(reap()).isEmpty();
        for (var lease : leases.subList(0, 20)) {
            assertThat(stores.log(lease))
                    .extracting(RecordedEvent::seq)
                    .containsExactlyElementsOf(
                            IntStream.rangeClosed(1, stores.log(lease).size()).boxed().toList());
        }
    }

    @Test
    void reaperReadsOnlyLeasesThatAreOver() {
        sql(
                """
                insert into runner_jobs (id, kind, repo, issue_number, repo_name, title, instructions, priority,
                    gate_profile, engine, terms, origin_outlet, origin_address, requested_by, status, run_at,
                    created_at, queued_at)
                select gen_random_uuid(), 'FIX', 'local:901', i, 'r', 't', '', 5, 'strict', 'scripted', '{}',
                    'terminal', 'c', 'ada', case when i % 4 = 0 then 'QUEUED' else 'COMPLETED' end, now(), now(), now()
                from generate_series(1, 20000) i
                """);
        sql("analyze runner_jobs");

        var plan =
                postgres.client()
                        .sql(
                                """
                                explain select id from runner_jobs
                                where status in ('RUNNING', 'CANCELLING')
                                  and lease_until < now() - make_interval(secs => 2)
                                order by id for update skip locked
                                """)
                        .map(row -> row.get(0, String.class))
                        .all()
                        .collectList()
                        .block();

        assertThat(String.join("\n", plan))
                .containsAnyOf("runner_jobs_leased", "runner_jobs_owned")
                .doesNotContain("Seq Scan on runner_jobs");
    }

    private List<Lease> running(int count) {
        IntStream.range(0, count).forEach(_ -> stores.submit(SampleJobs.request(REPO)));
        var incarnation = UUID.randomUUID();
        return stores.leases()
                .claim("dead", incarnation, 64, 9_999, Duration.ofHours(1))
                .repeat(count / 64)
                .map(job -> new Lease(job.id(), job.leaseEpoch(), "dead", incarnation))
                .collectList()
                .block();
    }

    private List<Job> reap() {
        return stores.leases()
                .reap(new Reaping(UUID.randomUUID(), List.of(), Duration.ZERO, Duration.ZERO))
                .collectList()
                .block();
    }

    private static void overdue() {
        sql(
                "update runner_jobs set lease_until = now() - interval '1 hour' where status = 'RUNNING'");
    }

    private static void sql(String sql) {
        postgres.client().sql(sql).then().block();
    }
}
