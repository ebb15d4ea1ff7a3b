package dev.mosaic.stitcher.job.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.mosaic.stitcher.job.Job;
import dev.mosaic.stitcher.job.JobEvent;
import dev.mosaic.stitcher.job.JobStatus;
import dev.mosaic.stitcher.job.JobStep;
import dev.mosaic.stitcher.job.Lease;
import dev.mosaic.stitcher.job.Stage;
import dev.mosaic.stitcher.job.StaleJob;
import dev.mosaic.stitcher.job.store.Jobs.Submission;
import dev.mosaic.stitcher.testkit.Crowd;
import dev.mosaic.stitcher.testkit.Postgres;
import dev.mosaic.stitcher.testkit.SampleJobs;
import dev.mosaic.stitcher.testkit.Stores;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.stream.IntStream;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import reactor.core.publisher.Mono;

/** What must hold when several do it at once. Each fails when its guard is taken out. */
class JobRacesTest {
    @RegisterExtension static final Postgres postgres = new Postgres();

    private static final JobEvent NOTE = new JobEvent.AgentNote("a", "working");

    private final Stores stores = Stores.on(postgres, Clock.systemUTC());
    private final Jobs jobs = stores.jobs();

    @RepeatedTest(5)
    void jobIsCompletedOnce() throws Exception {
        var lease = stores.running(SampleJobs.request());

        var outcomes = Crowd.race(10, i -> jobs.complete(lease, "done " + i));

        assertThat(outcomes).filteredOn(Job.class::isInstance).hasSize(1);
        assertThat(outcomes).filteredOn(StaleJob.class::isInstance).hasSize(9);
        assertThat(stores.wholeLog(lease.job())).filteredOn("job.completed"::equals).hasSize(1);
    }

    @RepeatedTest(10)
    void eitherCompletedOrCancelledNeverBoth() throws Exception {
        var lease = stores.running(SampleJobs.request());

        Crowd.race(
                List.<Callable<?>>of(
                        () -> jobs.complete(lease, "done").block(),
                        () -> jobs.cancel(lease.job(), "ada", "stop").block()));

        var job = jobs.find(lease.job()).block();
        var types = stores.wholeLog(lease.job());
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
        assertThat(stores.wholeLog(lease.job())).last().isEqualTo("job.completed");
    }

    @Test
    void staleOwnerCanSayNothingAnyMore() {
        var stale = stores.running(SampleJobs.request());
        jobs.handBack(stale, "shutting down").block();
        var owner = stores.running(stale.job());
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

    @RepeatedTest(5)
    void oneTriggerStartsOneJob() throws Exception {
        var trigger = "trigger:" + UUID.randomUUID();

        // each for an issue of its own, so that nothing but the trigger can hold them back
        var outcomes = Crowd.race(8, _ -> jobs.submit(SampleJobs.request(), trigger));

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
                Crowd.race(
                        8,
                        i ->
                                jobs.submit(
                                        SampleJobs.askedBy(request, "p" + i),
                                        "t:" + UUID.randomUUID()));

        assertThat(outcomes).filteredOn(Submission.Accepted.class::isInstance).hasSize(1);
        assertThat(outcomes).filteredOn(Submission.Joined.class::isInstance).hasSize(7);
        var id = ((Submission) outcomes.getFirst()).job().id();
        assertThat(jobs.watchers(id).count().block()).isEqualTo(8);
        assertThat(stores.wholeLog(id)).isNotEmpty();
    }

    @RepeatedTest(5)
    void twoRetriesMakeOneAttempt() throws Exception {
        var lease = stores.running(SampleJobs.request());
        jobs.fail(lease, "no", "retry").block();

        var outcomes = Crowd.race(4, i -> jobs.retry(lease.job(), "p" + i, "", SampleJobs.CONSOLE));

        assertThat(outcomes).filteredOn(Job.class::isInstance).hasSize(1);
        assertThat(jobs.find(lease.job()).block().attempt()).isEqualTo(2);
        assertThat(stores.wholeLog(lease.job())).filteredOn("job.retried"::equals).hasSize(1);
    }

    @RepeatedTest(5)
    void jobOfADeadNodeIsPutBackOnce() throws Exception {
        var lease = stores.running(SampleJobs.request());

        var outcomes =
                Crowd.race(
                        6,
                        _ ->
                                stores.leases()
                                        .recover(lease.node(), UUID.randomUUID())
                                        .collectList());

        assertThat(outcomes).noneMatch(Throwable.class::isInstance);
        assertThat(jobs.find(lease.job()).block())
                .returns(JobStatus.QUEUED, Job::status)
                .returns(1, Job::crashCount);
        assertThat(stores.wholeLog(lease.job())).filteredOn("job.queued"::equals).hasSize(2);
    }
}
