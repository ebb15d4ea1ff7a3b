package dev.mosaic.stitcher.queue.view;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mosaic.stitcher.forge.RepoRef;
import dev.mosaic.stitcher.job.Job;
import dev.mosaic.stitcher.job.JobId;
import dev.mosaic.stitcher.queue.Node;
import dev.mosaic.stitcher.queue.NodeFixture;
import dev.mosaic.stitcher.queue.Nodes;
import dev.mosaic.stitcher.queue.Pauses;
import dev.mosaic.stitcher.queue.QueueSettings;
import dev.mosaic.stitcher.queue.view.Backlog.Place;
import dev.mosaic.stitcher.queue.view.Backlog.Why;
import dev.mosaic.stitcher.testkit.Postgres;
import dev.mosaic.stitcher.testkit.SampleJobs;
import dev.mosaic.stitcher.testkit.Stores;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What waits, and for what. */
class BacklogTest {
    @RegisterExtension static final Postgres postgres = new Postgres();

    private static final Duration LEASE = Duration.ofSeconds(30);
    private static final RepoRef A = new RepoRef("local", 1);
    private static final RepoRef B = new RepoRef("local", 2);

    private final Stores stores = Stores.on(postgres, Clock.systemUTC());
    private final Nodes nodes = new Nodes(postgres.client());
    private final Pauses pauses = new Pauses(postgres.client());
    private final Node node = new Node("n", UUID.randomUUID());

    @BeforeEach
    void empty() {
        stores.jobs().live().concatMap(job -> stores.jobs().cancel(job.id(), "t", "")).blockLast();
        sql("update runner_jobs set finished_at = finished_at - interval '2 days'");
        sql(
                "update runner_jobs set status = 'CANCELLED', owner_node = null, owner_incarnation = null where status = 'CANCELLING'");
        sql("delete from nodes");
        sql("delete from pauses");
        sql("delete from repo_limits");
    }

    @Test
    void placesAreThoseInWhichJobsAreClaimed() {
        NodeFixture.beat(nodes, node, settings(0));
        for (var i = 0; i < 5; i++) {
            submit(A, 5);
            submit(B, i);
        }
        sql(
                "update runner_jobs set priority = 10, queued_at = queued_at - interval '70 minutes' where repo = 'local:1' and status = 'QUEUED'");

        var places = backlog(0).waiting(99).map(Place::job).collectList().block();
        var claimed =
                stores.leases()
                        .claim("n", node.incarnation(), 64, 99, LEASE)
                        .map(Job::id)
                        .collectList()
                        .block();

        assertThat(places).isEqualTo(claimed).hasSize(10);
    }

    @Test
    void everyReasonToWaitIsNamed() {
        var first = submit(A, 1);
        var second = submit(A, 5);
        var other = submit(B, 9);
        assertThat(why(0, first, second, other))
                .containsExactly(Why.NO_NODE, Why.NO_NODE, Why.NO_NODE);

        NodeFixture.beat(nodes, node, settings(0));
        assertThat(why(0, first, second, other))
                .containsExactly(Why.SLOT, Why.REPOSITORY_BUSY, Why.SLOT);

        pauses.pause(B.key(), "ada", "").block();
        assertThat(why(0, other)).containsExactly(Why.REPOSITORY_PAUSED);
        pauses.pause(null, "ada", "").block();
        assertThat(why(0, first, other)).containsExactly(Why.PAUSED, Why.PAUSED);

        sql("delete from pauses");
        assertThat(stores.leases().claim("n", node.incarnation(), 1, 1, LEASE).blockLast().id())
                .isEqualTo(first);
        assertThat(why(1, second, other)).containsExactly(Why.PERSON_BUSY, Why.PERSON_BUSY);
        nodes.drain("n", true).block();
        assertThat(why(0, other)).containsExactly(Why.NO_NODE);
    }

    @Test
    void figuresCountEveryKind() {
        assertThat(backlog(0).figures().block())
                .isEqualTo(new Backlog.Figures(0, 0, 0, 0, 0, 0, 0, 0, null));
        submit(A, 5);
        sql(
                "update runner_jobs set queued_at = queued_at - interval '90 s' where status = 'QUEUED'");
        submit(B, 5);
        stores.submit(SampleJobs.scheduled(Clock.systemUTC().instant().plusSeconds(999)));
        var done = stores.running(SampleJobs.request(new RepoRef("local", 3)));
        stores.jobs().complete(done, "done").block();

        var figures = backlog(0).figures().block();

        assertThat(figures.pending() + figures.active()).isEqualTo(2);
        assertThat(figures.delayed()).isEqualTo(1);
        assertThat(figures.completed()).isEqualTo(1);
        assertThat(backlog(0).repositories(9).map(Backlog.Share::repo).collectList().block())
                .contains(A.key(), B.key());
    }

    private List<Why> why(int perPerson, JobId... jobs) {
        var all = backlog(perPerson).waiting(99).collectMap(Place::job, Place::why).block();
        return List.of(jobs).stream().map(all::get).toList();
    }

    private static Backlog backlog(int perPerson) {
        return new Backlog(postgres.client(), settings(perPerson));
    }

    private static QueueSettings settings(int perPerson) {
        return new QueueSettings(
                2,
                1,
                perPerson,
                LEASE,
                Duration.ofSeconds(10),
                Duration.ofSeconds(1),
                Duration.ofSeconds(5),
                new QueueSettings.Reap(Duration.ofSeconds(2), Duration.ofSeconds(2)),
                "n",
                "");
    }

    private JobId submit(RepoRef repo, int priority) {
        return stores.submit(SampleJobs.request(repo, Math.max(1, priority))).id();
    }

    private static void sql(String sql) {
        postgres.client().sql(sql).then().block();
    }
}
