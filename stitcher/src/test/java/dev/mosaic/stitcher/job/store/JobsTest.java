package dev.mosaic.stitcher.job.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.mosaic.stitcher.forge.IssueRef;
import dev.mosaic.stitcher.forge.RepoRef;
import dev.mosaic.stitcher.job.IllegalTransition;
import dev.mosaic.stitcher.job.Job;
import dev.mosaic.stitcher.job.JobEvent;
import dev.mosaic.stitcher.job.JobId;
import dev.mosaic.stitcher.job.JobRequest;
import dev.mosaic.stitcher.job.JobStatus;
import dev.mosaic.stitcher.job.Origin;
import dev.mosaic.stitcher.job.RecordedEvent;
import dev.mosaic.stitcher.job.Stage;
import dev.mosaic.stitcher.job.StaleJob;
import dev.mosaic.stitcher.job.Watcher;
import dev.mosaic.stitcher.job.store.Jobs.Submission;
import dev.mosaic.stitcher.testkit.Postgres;
import dev.mosaic.stitcher.testkit.SampleJobs;
import dev.mosaic.stitcher.testkit.Stores;
import dev.mosaic.stitcher.testkit.TestClock;
import java.time.Duration;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import reactor.core.publisher.Mono;

class JobsTest {
    @RegisterExtension static final Postgres postgres = new Postgres();

    private final TestClock clock = new TestClock();
    private final Stores stores = Stores.on(postgres, clock);
    private final Jobs jobs = stores.jobs();

    @Test
    void acceptedJobIsQueuedAndTellsWhoAsked() {
        var request = SampleJobs.request();

        var job = stores.submit(request);

        assertThat(job.status()).isEqualTo(JobStatus.QUEUED);
        assertThat(job.request()).isEqualTo(request);
        assertThat(job.createdAt()).isEqualTo(clock.instant());
        assertThat(job.lastSeq()).isEqualTo(2);
        assertThat(events(job.id()))
                .containsExactly(
                        new JobEvent.Submitted("ada", "Login fails", "be quick"),
                        new JobEvent.Queued("accepted"));
        assertThat(jobs.watchers(job.id()).collectList().block())
                .containsExactly(new Watcher("ada", SampleJobs.CONSOLE));
    }

    @Test
    void jobForLaterIsPendingUntilItsTime() {
        var later = clock.instant().plusSeconds(60);

        var job = stores.submit(SampleJobs.scheduled(later));

        assertThat(job.status()).isEqualTo(JobStatus.PENDING);
        assertThat(events(job.id())).last().isEqualTo(new JobEvent.Delayed("scheduled", later));
        stores.leases().promote().block();
        assertThat(jobs.find(job.id()).block().status()).isEqualTo(JobStatus.PENDING);

        clock.advance(Duration.ofSeconds(60));

        assertThat(stores.leases().promote().block()).isPositive();
        assertThat(jobs.find(job.id()).block().status()).isEqualTo(JobStatus.QUEUED);
        assertThat(events(job.id())).last().isEqualTo(new JobEvent.Queued("due"));
    }

    @Test
    void textsOfOutsidersMayHoldWhatPostgresCannot() {
        var plain = SampleJobs.request();
        var request =
                new JobRequest(
                        plain.kind(),
                        plain.issue(),
                        plain.repoName(),
                        "a\0b",
                        "\0",
                        5,
                        "strict",
                        "scripted",
                        null,
                        "{}",
                        plain.origin(),
                        "ada",
                        null);

        var job = stores.submit(request);

        assertThat(job.request().title()).isEqualTo("a\uFFFDb");
        assertThat(events(job.id()))
                .first()
                .isEqualTo(new JobEvent.Submitted("ada", "a\uFFFDb", "\uFFFD"));
    }

    @Test
    void sameTriggerGivesTheSameJobAlsoAfterItsEnd() {
        var request = SampleJobs.request();
        var first = jobs.submit(request, "once").block();
        jobs.cancel(first.job().id(), "ada", "").block();

        var second = jobs.submit(request, "once").block();

        assertThat(first).isInstanceOf(Submission.Accepted.class);
        assertThat(second).isInstanceOf(Submission.Repeated.class);
        assertThat(second.job().id()).isEqualTo(first.job().id());
    }

    @Test
    void secondAskerForAnIssueWatchesTheLiveJob() {
        var request = SampleJobs.request();
        var live = stores.submit(request);
        var asked = SampleJobs.askedBy(request, "bob");

        var joined = jobs.submit(asked, "second").block();
        jobs.submit(asked, "third").block();

        assertThat(joined).isInstanceOf(Submission.Joined.class);
        assertThat(joined.job().id()).isEqualTo(live.id());
        assertThat(jobs.watchers(live.id()).map(Watcher::person).collectList().block())
                .containsExactly("ada", "bob");
        assertThat(events(live.id())).filteredOn(JobEvent.Watched.class::isInstance).hasSize(1);
        assertThat(jobs.submit(asked, "second").block()).isInstanceOf(Submission.Repeated.class);
    }

    @Test
    void submissionJoinsTheCallersTransaction() {
        var request = SampleJobs.request();
        var submitted =
                jobs.submit(request, "rolled back")
                        .then(Mono.error(new IllegalStateException("no")));

        assertThatThrownBy(() -> postgres.transactions().transactional(submitted).block())
                .hasMessage("no");

        assertThat(jobs.latestFor(request.issue()).blockOptional()).isEmpty();
        assertThat(jobs.submit(request, "rolled back").block())
                .isInstanceOf(Submission.Accepted.class);
    }

    @Test
    void waitingJobIsCancelledAtOnceAndARunningOneByItsOwner() {
        var queued = stores.submit(SampleJobs.request()).id();
        assertThat(jobs.cancel(queued, "bob", "wrong issue").block().status())
                .isEqualTo(JobStatus.CANCELLED);
        assertThat(events(queued)).last().isEqualTo(new JobEvent.Cancelled("bob", "wrong issue"));

        var lease = stores.running(SampleJobs.request());
        var cancelling = jobs.cancel(lease.job(), "bob", "wrong issue").block();
        var again = jobs.cancel(lease.job(), "eve", "me too").block();
        assertThat(cancelling.status()).isEqualTo(JobStatus.CANCELLING);
        assertThat(again).isEqualTo(cancelling);

        var cancelled = jobs.cancelled(lease).block();
        assertThat(cancelled.status()).isEqualTo(JobStatus.CANCELLED);
        assertThat(cancelled.finishedAt()).isEqualTo(clock.instant());
        assertThat(cancelled.ownerNode()).isNull();
        assertThat(events(lease.job()))
                .endsWith(
                        new JobEvent.Cancelling("bob", "wrong issue"),
                        new JobEvent.Cancelled("bob", "wrong issue"));
    }

    @Test
    void finalJobCannotBeCancelled() {
        var job = stores.submit(SampleJobs.request()).id();
        jobs.cancel(job, "ada", "").block();

        assertThatThrownBy(() -> jobs.cancel(job, "ada", "").block())
                .isInstanceOf(IllegalTransition.class);
    }

    @Test
    void jobThatNobodyCancelledCannotEndAsCancelled() {
        var lease = stores.running(SampleJobs.request());

        assertThatThrownBy(() -> jobs.cancelled(lease).block())
                .isInstanceOf(IllegalTransition.class)
                .hasMessageContaining("RUNNING to CANCELLED");
    }

    @Test
    void retryStartsANewAttemptOfTheSameJob() {
        var lease = stores.running(SampleJobs.request());
        var outcome = new Job.Outcome("mosaic/1-login", "base", "head", 7L, "http://pr/7");
        jobs.outcome(lease, outcome, new JobEvent.BranchPushed("mosaic/1-login", "head")).block();
        jobs.round(lease, 3).block();
        jobs.progress(lease, 60, new JobEvent.AgentNote("a", "n")).block();
        jobs.fail(lease, "three rounds", "look").block();

        var job = jobs.retry(lease.job(), "bob", "try harder", new Origin("terminal", "b")).block();

        assertThat(job.status()).isEqualTo(JobStatus.QUEUED);
        assertThat(job.attempt()).isEqualTo(2);
        assertThat(job.round()).isZero();
        assertThat(job.progress()).isZero();
        assertThat(job.error()).isNull();
        assertThat(job.finishedAt()).isNull();
        assertThat(job.outcome()).isEqualTo(outcome);
        assertThat(job.request().instructions()).isEqualTo("be quick\n\ntry harder");
        assertThat(events(job.id())).last().isEqualTo(new JobEvent.Retried("bob", 2, "try harder"));
        assertThat(jobs.watchers(job.id()).map(Watcher::person).collectList().block())
                .containsExactly("ada", "bob");
    }

    @Test
    void liveJobCannotBeRetriedNorOneWhoseIssueHasALiveJob() {
        var request = SampleJobs.request();
        var first = stores.submit(request).id();
        assertThatThrownBy(() -> jobs.retry(first, "ada", "", SampleJobs.CONSOLE).block())
                .isInstanceOf(IllegalTransition.class);
        jobs.cancel(first, "ada", "").block();
        stores.submit(request);

        assertThatThrownBy(() -> jobs.retry(first, "ada", "", SampleJobs.CONSOLE).block())
                .isInstanceOf(IllegalTransition.class);
        assertThat(jobs.find(first).block().status()).isEqualTo(JobStatus.CANCELLED);
    }

    @Test
    void ownerEndsDelaysAndHandsBack() {
        var done = stores.running(SampleJobs.request());
        assertThat(jobs.complete(done, "opened #1").block())
                .returns(JobStatus.COMPLETED, Job::status)
                .returns(100, Job::progress)
                .returns(null, Job::ownerNode);

        var failed = stores.running(SampleJobs.request());
        assertThat(jobs.fail(failed, "no test passed", "read the log").block())
                .returns(JobStatus.FAILED, Job::status)
                .returns("no test passed", Job::error);

        var until = clock.instant().plusSeconds(30);
        var delayed = stores.running(SampleJobs.request());
        assertThat(jobs.delay(delayed, "the forge is away", until).block())
                .returns(JobStatus.PENDING, Job::status)
                .returns(until, Job::runAt)
                .returns(1, Job::delayCount);

        var returned = stores.running(SampleJobs.request());
        assertThat(jobs.handBack(returned, "shutting down").block())
                .returns(JobStatus.QUEUED, Job::status)
                .returns(1, Job::interruptCount)
                .returns(0, Job::crashCount);
    }

    @Test
    void progressNeverGoesBack() {
        var lease = stores.running(SampleJobs.request());
        var note = new JobEvent.StepProgress(Stage.WEAVE, 1, 40, "half way");

        jobs.progress(lease, 40, note).block();

        assertThat(jobs.progress(lease, 20, note).block().progress()).isEqualTo(40);
        assertThat(jobs.progress(lease, 400, note).block().progress()).isEqualTo(100);
    }

    @Test
    void jobIsFoundByTheEndOfItsId() {
        var job = stores.submit(SampleJobs.request());

        assertThat(jobs.named(job.id().abbreviated()).single().block()).isEqualTo(job);
        assertThat(jobs.named(job.id().toString()).single().block()).isEqualTo(job);
        assertThat(jobs.named("%%%%").collectList().block()).isEmpty();
        assertThat(jobs.named("").collectList().block()).isEmpty();
        assertThat(jobs.find(new JobId(UUID.randomUUID())).blockOptional()).isEmpty();
    }

    @Test
    void listShowsNewestFirstInPages() {
        var repo = new RepoRef("local", 77);
        var old = stores.submit(SampleJobs.request(repo));
        clock.advance(Duration.ofMillis(1));
        var mid = stores.submit(SampleJobs.request(repo));
        clock.advance(Duration.ofMillis(1));
        var young = stores.submit(SampleJobs.request(repo));
        jobs.cancel(mid.id(), "ada", "").block();
        var ours = new Jobs.Filter(null, repo.key(), false);

        assertThat(jobs.list(ours, null, 2).map(Job::id).collectList().block())
                .containsExactly(young.id(), mid.id());
        assertThat(jobs.list(ours, mid.id(), 2).map(Job::id).collectList().block())
                .containsExactly(old.id());
        assertThat(jobs.list(new Jobs.Filter(null, repo.key(), true), null, 9).count().block())
                .isEqualTo(2);
        assertThat(
                        jobs.list(new Jobs.Filter(JobStatus.CANCELLED, repo.key(), false), null, 9)
                                .map(Job::id)
                                .collectList()
                                .block())
                .containsExactly(mid.id());
        assertThat(jobs.latestFor(young.request().issue()).block().id()).isEqualTo(young.id());
        assertThat(jobs.latestFor(new IssueRef(repo, 1)).blockOptional()).isEmpty();
    }

    @Test
    void staleChangeIsRunAgainThreeTimes() {
        var id = new JobId(UUID.randomUUID());
        var tries = new AtomicInteger();
        var change =
                Mono.defer(() ->
                        tries.incrementAndGet() < 4
                                ? Mono.error(new StaleJob(id))
                                : Mono.just("done"));
        assertThat(Jobs.retryingStale(change).block()).isEqualTo("done");

        tries.set(-1);
        assertThatThrownBy(() -> Jobs.retryingStale(change).block()).isInstanceOf(StaleJob.class);
        assertThat(tries).hasValue(3);
    }

    private java.util.List<JobEvent> events(JobId id) {
        return stores.events().of(id, 0, 100).map(RecordedEvent::event).collectList().block();
    }
}
