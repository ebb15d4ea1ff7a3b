package dev.mosaic.stitcher.job.store;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mosaic.stitcher.forge.RepoRef;
import dev.mosaic.stitcher.job.Job;
import dev.mosaic.stitcher.job.JobId;
import dev.mosaic.stitcher.job.JobStatus;
import dev.mosaic.stitcher.job.Lease;
import dev.mosaic.stitcher.testkit.Crowd;
import dev.mosaic.stitcher.testkit.OpenTransaction;
import dev.mosaic.stitcher.testkit.Postgres;
import dev.mosaic.stitcher.testkit.SampleJobs;
import dev.mosaic.stitcher.testkit.Stores;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** What holds when many nodes claim at once. Each fails when its guard is taken out. */
class ClaimRacesTest {
    @RegisterExtension static final Postgres postgres = new Postgres();

    private static final Duration LEASE = Duration.ofSeconds(30);

    private final Stores stores = Stores.on(postgres, Clock.systemUTC());
    private final Jobs jobs = stores.jobs();

    @Test
    void noJobIsClaimedTwiceByManyNodes() throws Exception {
        var repo = new RepoRef("local", 200);
        IntStream.range(0, 60).forEach(_ -> stores.submit(SampleJobs.request(repo)));

        var claims = Crowd.race(30, i -> claim("n" + i, 5, 1_000).collectList());

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
            Crowd.race(8, i -> claim("n" + i, 4, 2).collectList());
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
        var first = new OpenTransaction<>(postgres, claimOf(repo, 1));
        // a new head of the queue: without the lock the second claim would not meet the first one
        stores.submit(SampleJobs.request(repo, 1));

        var second = claimOf(repo, 1).toFuture();
        var committed = first.commit();

        assertThat(committed).hasSize(1);
        assertThat(second.get(20, TimeUnit.SECONDS)).isEmpty();
        assertThat(running(repo)).hasSize(1);
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
}
