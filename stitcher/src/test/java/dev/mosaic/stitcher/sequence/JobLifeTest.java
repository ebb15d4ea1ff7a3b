package dev.mosaic.stitcher.sequence;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mosaic.stitcher.failure.Failure;
import dev.mosaic.stitcher.job.Job;
import dev.mosaic.stitcher.job.JobEvent;
import dev.mosaic.stitcher.job.JobStatus;
import dev.mosaic.stitcher.job.Judgement;
import dev.mosaic.stitcher.job.Lease;
import dev.mosaic.stitcher.job.RecordedEvent;
import dev.mosaic.stitcher.job.StaleJob;
import dev.mosaic.stitcher.job.store.Kills;
import dev.mosaic.stitcher.testkit.Postgres;
import dev.mosaic.stitcher.testkit.SampleJobs;
import dev.mosaic.stitcher.testkit.Stores;
import dev.mosaic.stitcher.testkit.TestClock;
import dev.mosaic.stitcher.text.Endings;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.springframework.dao.DataAccessResourceFailureException;

/** What becomes of a job for each way in which its run can end. */
class JobLifeTest {
    @RegisterExtension static final Postgres postgres = new Postgres();

    private final TestClock clock = new TestClock();
    private final Stores stores = Stores.on(postgres, clock);

    /** How a run of the sequencer goes. */
    private interface Run {
        Ending take() throws InterruptedException;
    }

    @Test
    void aProposedChangeCompletesTheJob() {
        var job = after(() -> new Ending.Completed("1 file changed"));

        assertThat(job.status()).isEqualTo(JobStatus.COMPLETED);
        assertThat(last(job)).isEqualTo(new JobEvent.Completed("1 file changed"));
    }

    @Test
    void aRejectedChangeCompletesTheJobThatWasToJudgeIt() {
        var job = after(() -> new Ending.Judged(Judgement.REJECTED, "It is wrong."));

        assertThat(job.status()).isEqualTo(JobStatus.COMPLETED);
        assertThat(job.judgement()).isEqualTo(Judgement.REJECTED);
        assertThat(last(job)).isEqualTo(new JobEvent.Completed("It is wrong.", Judgement.REJECTED));
    }

    @Test
    void aDeadEndFailsTheJobWithItsSentenceAndAdvice() {
        var job = after(() -> new Ending.Failed(Endings.limitReached("it ran for 1 minute", "")));

        assertThat(job.status()).isEqualTo(JobStatus.FAILED);
        assertThat(job.error()).contains("it ran for 1 minute").contains("no change");
        assertThat(((JobEvent.Failed) last(job)).advice()).contains("time=");
    }

    @Test
    void aPassingFailurePutsTheJobOff() {
        var job =
                after(() -> {
                    throw new Failure.Later("The forge did not answer.", minutes(1), null);
                });

        assertThat(job.status()).isEqualTo(JobStatus.PENDING);
        assertThat(job.delayCount()).isEqualTo(1);
        assertThat((JobEvent.Delayed) last(job))
                .returns("The forge did not answer.", JobEvent.Delayed::reason)
                .satisfies(delayed ->
                        assertThat(delayed.until())
                                .isBetween(
                                        clock.instant().plusSeconds(48),
                                        clock.instant().plusSeconds(72)));
    }

    @Test
    void theFourthPassingFailureOfAnAttemptIsOneTooMany() {
        var lease = stores.running(SampleJobs.request());
        Run broken =
                () -> {
                    throw new Failure.Later("The forge did not answer.", Duration.ZERO, null);
                };
        for (var failures = 1; failures <= 3; failures++) {
            life(broken).live(job(lease), lease, new Stopping());
            assertThat(job(lease).status()).isEqualTo(JobStatus.PENDING);
            lease = again(lease);
        }

        life(broken).live(job(lease), lease, new Stopping());

        assertThat(job(lease).status()).isEqualTo(JobStatus.FAILED);
        assertThat(job(lease).error())
                .contains("tried 4 times")
                .contains("The forge did not answer.");
    }

    @Test
    void aDayWithoutMoneyPassesByItselfAndDoesNotCount() {
        var until = clock.instant().plus(minutes(30));
        var job = after(() -> new Ending.Postponed("Today's budget is used up.", until));

        assertThat(job.status()).isEqualTo(JobStatus.PENDING);
        assertThat(job.delayCount()).isZero();
        assertThat(last(job)).isEqualTo(new JobEvent.Delayed("Today's budget is used up.", until));
    }

    @Test
    void whatOnlyAPersonCanMendFailsWithTheirNextStep() {
        var job =
                after(() -> {
                    throw new Failure.Never("Push a first commit.", null);
                });

        assertThat(job.status()).isEqualTo(JobStatus.FAILED);
        assertThat(job.error()).isEqualTo("Push a first commit.");
    }

    @Test
    void aDeniedCallFailsTheJob() {
        var job =
                after(() -> {
                    throw new Failure.Denied("The bot may not push here.");
                });

        assertThat(job.status()).isEqualTo(JobStatus.FAILED);
        assertThat(job.error()).isEqualTo("The bot may not push here.");
    }

    @Test
    void aDatabaseThatFailedInBetweenPutsTheJobOff() {
        var job =
                after(() -> {
                    throw new DataAccessResourceFailureException("connection reset");
                });

        assertThat(job.status()).isEqualTo(JobStatus.PENDING);
        assertThat(((JobEvent.Delayed) last(job)).reason())
                .isEqualTo("The database did not answer.");
    }

    @Test
    void aMistakeOfOursSaysSoWithoutItsInsides() {
        var job =
                after(() -> {
                    throw new IllegalStateException("secret inside");
                });

        assertThat(job.status()).isEqualTo(JobStatus.FAILED);
        assertThat(job.error()).contains(job.id().abbreviated()).doesNotContain("secret");
    }

    @Test
    void aCancelledRunEndsCancelled() {
        var lease = stores.running(SampleJobs.request());
        stores.jobs().cancel(lease.job(), "ada", "").block();

        life(
                        () -> {
                            throw new InterruptedException();
                        })
                .live(job(lease), lease, Stopping.because(StopReason.CANCELLED));

        assertThat(job(lease).status()).isEqualTo(JobStatus.CANCELLED);
    }

    @Test
    void aCancelThatIsFasterThanTheEndWins() {
        var lease = stores.running(SampleJobs.request());

        life(
                        () -> {
                            stores.jobs().cancel(lease.job(), "ada", "").block();
                            return new Ending.Completed("too late");
                        })
                .live(job(lease), lease, new Stopping());

        assertThat(job(lease).status()).isEqualTo(JobStatus.CANCELLED);
        assertThat(events(job(lease))).noneMatch(JobEvent.Completed.class::isInstance);
    }

    @Test
    void aNodeThatGoesDownHandsItsJobBack() {
        var lease = stores.running(SampleJobs.request());

        life(
                        () -> {
                            throw new InterruptedException();
                        })
                .live(job(lease), lease, Stopping.because(StopReason.SHUTDOWN));

        assertThat(job(lease).status()).isEqualTo(JobStatus.QUEUED);
        assertThat(job(lease).interruptCount()).isEqualTo(1);
    }

    @Test
    void aBrokenChannelOfAnInterruptedRunIsNoMistakeOfOurs() {
        var lease = stores.running(SampleJobs.request());

        life(
                        () -> {
                            throw new IllegalStateException("channel closed by interrupt");
                        })
                .live(job(lease), lease, Stopping.because(StopReason.SHUTDOWN));

        assertThat(job(lease).status()).isEqualTo(JobStatus.QUEUED);
    }

    @Test
    void aLibraryThatRaisesTheFlagOfTheInterruptAgainDoesNotKeepTheEndFromBeingWritten() {
        var lease = stores.running(SampleJobs.request());
        stores.jobs().cancel(lease.job(), "ada", "").block();

        life(
                        () -> {
                            Thread.currentThread().interrupt();
                            throw new IllegalStateException("channel closed by interrupt");
                        })
                .live(job(lease), lease, Stopping.because(StopReason.CANCELLED));

        assertThat(Thread.interrupted()).isFalse();
        assertThat(job(lease).status()).isEqualTo(JobStatus.CANCELLED);
    }

    @Test
    void aStopThatComesWhileACancelledJobIsCompletedDoesNotKeepTheEndFromBeingWritten() {
        var lease = stores.running(SampleJobs.request());
        stores.jobs().cancel(lease.job(), "ada", "").block();

        life(
                        () -> {
                            Thread.currentThread().interrupt();
                            throw new StaleJob(lease.job());
                        })
                .live(job(lease), lease, Stopping.because(StopReason.CANCELLED));

        assertThat(job(lease).status()).isEqualTo(JobStatus.CANCELLED);
    }

    @Test
    void whoLostItsLeaseWritesNothing() {
        var lease = stores.running(SampleJobs.request());
        var before = job(lease).version();

        life(
                        () -> {
                            throw new InterruptedException();
                        })
                .live(job(lease), lease, Stopping.because(StopReason.LOST));

        assertThat(job(lease).version()).isEqualTo(before);
    }

    @Test
    void aKilledJobIsProvenAndCancelledWithWhatSurvived() {
        var lease = stores.running(SampleJobs.request());
        stores.kills().kill(lease.job(), null, Kills.Order.of("ada", "", "test")).block();
        var stopping = Stopping.because(StopReason.KILLED);
        stopping.killed(CompletableFuture.completedFuture(List.of("process 7")));

        life(interrupted()).live(job(lease), lease, stopping);

        assertThat(job(lease).status()).isEqualTo(JobStatus.CANCELLED);
        assertThat(events(job(lease)))
                .filteredOn(JobEvent.KillProven.class::isInstance)
                .singleElement()
                .satisfies(event ->
                        assertThat(((JobEvent.KillProven) event).survivors())
                                .containsExactly("process 7"));
    }

    @Test
    void aJobThatWasKilledWhileTheDatabaseWasAwayDoesNotBeginAgain() {
        var lease = stores.running(SampleJobs.request());

        life(
                        () -> {
                            throw new DataAccessResourceFailureException("away");
                        })
                .live(job(lease), lease, Stopping.because(StopReason.KILLED));

        assertThat(job(lease).status()).isEqualTo(JobStatus.CANCELLED);
        assertThat(last(job(lease))).isInstanceOf(JobEvent.Cancelled.class);
    }

    @Test
    void aKillThatComesWhileTheEndIsWrittenIsWrittenWithIt() {
        var lease = stores.running(SampleJobs.request());
        stores.kills().kill(lease.job(), null, Kills.Order.of("ada", "", "test")).block();
        var stopping = Stopping.because(StopReason.CANCELLED);

        life(
                        () -> {
                            Thread.currentThread().interrupt();
                            throw new InterruptedException();
                        })
                .live(job(lease), lease, stopping);

        assertThat(job(lease).status()).isEqualTo(JobStatus.CANCELLED);
        assertThat(events(job(lease))).anyMatch(JobEvent.KillProven.class::isInstance);
        assertThat(stopping.tell(StopReason.KILLED)).isTrue();
        assertThat(stopping.tell(StopReason.KILLED)).isFalse();
        assertThat(stopping.tell(StopReason.SHUTDOWN)).isFalse();
        assertThat(stopping.tell(StopReason.LOST)).isTrue();
    }

    private static Run interrupted() {
        return () -> {
            throw new InterruptedException();
        };
    }

    private Job after(Run run) {
        var lease = stores.running(SampleJobs.request());
        life(run).live(job(lease), lease, new Stopping());
        return job(lease);
    }

    /** The same job, claimed anew after its time has come. */
    private Lease again(Lease before) {
        clock.advance(minutes(1));
        stores.leases().promote().block();
        var incarnation = UUID.randomUUID();
        return stores.leases()
                .claim("test", incarnation, 64, 1_000, minutes(1))
                .filter(job -> job.id().equals(before.job()))
                .map(job -> new Lease(job.id(), job.leaseEpoch(), "test", incarnation))
                .single()
                .block();
    }

    private JobLife life(Run run) {
        var sequencer =
                new Sequencer(null, null, null, null, null, null, null) {
                    @Override
                    Ending run(Job job, Lease lease) throws InterruptedException {
                        return run.take();
                    }
                };
        return new JobLife(
                sequencer, stores.jobs(), stores.approvals(), stores.extensions(), clock);
    }

    private Job job(Lease lease) {
        return stores.jobs().find(lease.job()).block();
    }

    private JobEvent last(Job job) {
        return events(job).getLast();
    }

    private List<JobEvent> events(Job job) {
        return stores.events()
                .of(job.id(), 0, 1_000)
                .map(RecordedEvent::event)
                .collectList()
                .block();
    }

    private static Duration minutes(int minutes) {
        return Duration.ofMinutes(minutes);
    }
}
