package dev.mosaic.stitcher.job.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.mosaic.stitcher.job.Approval.Answer;
import dev.mosaic.stitcher.job.Approval.Verdict;
import dev.mosaic.stitcher.job.IllegalTransition;
import dev.mosaic.stitcher.job.Job;
import dev.mosaic.stitcher.job.JobEvent;
import dev.mosaic.stitcher.job.JobStatus;
import dev.mosaic.stitcher.job.Lease;
import dev.mosaic.stitcher.job.StaleJob;
import dev.mosaic.stitcher.testkit.Crowd;
import dev.mosaic.stitcher.testkit.Postgres;
import dev.mosaic.stitcher.testkit.SampleJobs;
import dev.mosaic.stitcher.testkit.Stores;
import dev.mosaic.stitcher.testkit.TestClock;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** A job that waits for a person, and every way out of it. */
class ApprovalsTest {
    @RegisterExtension static final Postgres postgres = new Postgres();

    private static final String HEAD = "1".repeat(40);
    private static final Answer YES = new Answer(Verdict.APPROVED, "bob", "");

    private final TestClock clock = new TestClock();
    private final Stores stores = Stores.on(postgres, clock);
    private final Approvals approvals = stores.approvals();

    @Test
    void aWaitingJobHoldsNoLease() {
        var lease = stores.running(SampleJobs.request());

        var job = approvals.ask(lease, question(HEAD)).block();

        assertThat(job.status()).isEqualTo(JobStatus.WAITING);
        assertThat(job.waitingFor()).isEqualTo("approval");
        assertThat(job.ownerNode()).isNull();
        assertThat(newest(lease))
                .isEqualTo(
                        new JobEvent.Waiting(
                                "approval", job.runAt(), HEAD, List.of("CI is changed"), "+x"));
        assertThatThrownBy(() -> stores.jobs().complete(lease, "done").block())
                .isInstanceOf(StaleJob.class);
    }

    @Test
    void anApprovalIsRememberedForExactlyItsCommit() {
        var lease = stores.running(SampleJobs.request());
        approvals.ask(lease, question(HEAD)).block();

        var job = approvals.answer(lease.job(), HEAD, YES).block();

        assertThat(job.status()).isEqualTo(JobStatus.QUEUED);
        assertThat(job.waitingFor()).isNull();
        assertThat(newest(lease)).isEqualTo(new JobEvent.Resumed("bob", "approved", ""));
        assertThat(approvals.of(lease.job(), 1, HEAD).block().answer()).isEqualTo(YES);
        assertThat(approvals.of(lease.job(), 1, "2".repeat(40)).block()).isNull();
        assertThat(approvals.of(lease.job(), 2, HEAD).block()).isNull();
    }

    @Test
    void aRejectionIsRememberedWithItsReason() {
        var lease = stores.running(SampleJobs.request());
        approvals.ask(lease, question(HEAD)).block();
        var no = new Answer(Verdict.REJECTED, "bob", "keep the pipeline as it is");

        approvals.answer(lease.job(), HEAD, no).block();

        assertThat(approvals.latest(lease.job()).block().answer()).isEqualTo(no);
    }

    @Test
    void ofManyAnswersOneIsHeard() throws Exception {
        var lease = stores.running(SampleJobs.request());
        approvals.ask(lease, question(HEAD)).block();

        var all = IntStream.range(0, 20).mapToObj(this::answering).toList();
        var outcomes = Crowd.race(all.stream().map(it -> it.apply(lease)).toList());

        assertThat(outcomes).filteredOn(Job.class::isInstance).hasSize(1);
        assertThat(outcomes)
                .filteredOn(it -> !(it instanceof Job))
                .hasOnlyElementsOfTypes(StaleJob.class, IllegalTransition.class);
    }

    private Function<Lease, Callable<Job>> answering(int person) {
        var answer = new Answer(Verdict.APPROVED, "p" + person, "");
        return lease -> () -> approvals.answer(lease.job(), HEAD, answer).block();
    }

    @Test
    void anAnswerAboutAnotherCommitIsStaleAndChangesNothing() {
        var lease = stores.running(SampleJobs.request());
        approvals.ask(lease, question(HEAD)).block();

        assertThatThrownBy(() -> approvals.answer(lease.job(), "2".repeat(40), YES).block())
                .isInstanceOf(StaleJob.class);

        assertThat(stores.jobs().find(lease.job()).block().status()).isEqualTo(JobStatus.WAITING);
        assertThat(approvals.latest(lease.job()).block().answer()).isNull();
    }

    @Test
    void whoDoesNotWaitCannotBeAnswered() {
        var lease = stores.running(SampleJobs.request());

        assertThatThrownBy(() -> approvals.answer(lease.job(), HEAD, YES).block())
                .isInstanceOf(IllegalTransition.class);
    }

    @Test
    void whoWaitsForSomethingElseCannotBeAnswered() {
        var lease = stores.running(SampleJobs.request());
        var dearer =
                new BudgetExtensions.Question(
                        BigDecimal.ONE, BigDecimal.TEN, List.of(), false, Duration.ofHours(1));
        stores.extensions().ask(lease, dearer).block();

        assertThatThrownBy(() -> approvals.answer(lease.job(), HEAD, YES).block())
                .isInstanceOf(IllegalTransition.class);

        assertThat(stores.jobs().find(lease.job()).block().waitingFor()).isEqualTo("budget");
    }

    @Test
    void aQuestionThatNobodyAnswersEndsTheJob() {
        var lease = stores.running(SampleJobs.request());
        approvals.ask(lease, question(HEAD)).block();
        stores.leases().promote().block();
        assertThat(stores.jobs().find(lease.job()).block().status()).isEqualTo(JobStatus.WAITING);

        clock.advance(Duration.ofHours(1));
        stores.leases().promote().block();

        var job = stores.jobs().find(lease.job()).block();
        assertThat(job.status()).isEqualTo(JobStatus.FAILED);
        assertThat(job.error()).contains("Nobody answered in time");
        assertThat(((JobEvent.Failed) newest(lease)).advice())
                .contains("retry")
                .contains("mosaic.approvals.within");
    }

    @Test
    void aWaitingJobCanBeCancelled() {
        var lease = stores.running(SampleJobs.request());
        approvals.ask(lease, question(HEAD)).block();

        var job = stores.jobs().cancel(lease.job(), "ada", "").block();

        assertThat(job.status()).isEqualTo(JobStatus.CANCELLED);
        assertThat(job.waitingFor()).isNull();
    }

    private JobEvent newest(Lease lease) {
        return stores.log(lease).getLast().event();
    }

    private static Approvals.Question question(String head) {
        return new Approvals.Question(
                "0".repeat(40), head, List.of("CI is changed"), true, Duration.ofHours(1), "+x");
    }
}
