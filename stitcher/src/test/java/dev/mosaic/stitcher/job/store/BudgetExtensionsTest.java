package dev.mosaic.stitcher.job.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.mosaic.stitcher.job.Approval.Answer;
import dev.mosaic.stitcher.job.Approval.Verdict;
import dev.mosaic.stitcher.job.IllegalTransition;
import dev.mosaic.stitcher.job.JobEvent;
import dev.mosaic.stitcher.job.JobId;
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
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** A job that waits for money, and every way out of it. */
class BudgetExtensionsTest {
    @RegisterExtension static final Postgres postgres = new Postgres();

    private static final Answer YES = new Answer(Verdict.APPROVED, "bob", "");
    private static final Answer NO = new Answer(Verdict.REJECTED, "bob", "too dear");

    private final TestClock clock = new TestClock();
    private final Stores stores = Stores.on(postgres, clock);
    private final BudgetExtensions extensions = stores.extensions();

    @Test
    void aJobThatWaitsForMoneyHoldsNoLease() {
        var lease = stores.running(SampleJobs.request());

        var job = extensions.ask(lease, question("5")).block();

        assertThat(job.status()).isEqualTo(JobStatus.WAITING);
        assertThat(job.waitingFor()).isEqualTo("budget");
        assertThat(job.ownerNode()).isNull();
        assertThat(newest(lease))
                .isEqualTo(
                        new JobEvent.Waiting(
                                "budget", job.runAt(), "", List.of("It is used up."), ""));
        assertThat(extensions.open(lease.job()).block().more()).isEqualByComparingTo("5");
    }

    @Test
    void whatWasAllowedAddsUpAndOnlyThat() {
        var lease = stores.running(SampleJobs.request());
        assertThat(extensions.allowed(lease.job()).block()).isZero();
        extensions.ask(lease, question("5")).block();
        assertThat(extensions.allowed(lease.job()).block()).isZero();

        var job = extensions.answer(lease.job(), YES).block();

        assertThat(job.status()).isEqualTo(JobStatus.QUEUED);
        assertThat(job.waitingFor()).isNull();
        assertThat(newest(lease)).isEqualTo(new JobEvent.Resumed("bob", "approved", ""));
        assertThat(extensions.allowed(lease.job()).block()).isEqualByComparingTo("5");
        assertThat(extensions.open(lease.job()).block()).isNull();
        extensions.ask(stores.again(lease), question("2.5")).block();
        extensions.answer(lease.job(), YES).block();
        assertThat(extensions.allowed(lease.job()).block()).isEqualByComparingTo("7.5");
    }

    @Test
    void aRejectionEndsTheJobWithTheReason() {
        var lease = stores.running(SampleJobs.request());
        extensions.ask(lease, question("5")).block();

        var job = extensions.answer(lease.job(), NO).block();

        assertThat(job.status()).isEqualTo(JobStatus.FAILED);
        assertThat(job.error()).contains("bob allowed no more: too dear");
        assertThat(extensions.allowed(lease.job()).block()).isZero();
    }

    @Test
    void ofManyAnswersOneIsHeard() throws Exception {
        var lease = stores.running(SampleJobs.request());
        extensions.ask(lease, question("5")).block();

        var all =
                IntStream.range(0, 20)
                        .<Callable<Boolean>>mapToObj(_ -> () -> isHeard(lease.job()))
                        .toList();

        assertThat(Crowd.race(all)).containsOnlyOnce(true);
        assertThat(extensions.allowed(lease.job()).block()).isEqualByComparingTo("5");
    }

    private boolean isHeard(JobId job) {
        try {
            return extensions.answer(job, YES).block() != null;
        } catch (StaleJob | IllegalTransition _) {
            return false;
        }
    }

    @Test
    void whoDoesNotWaitForMoneyGetsNone() {
        var lease = stores.running(SampleJobs.request());

        assertThatThrownBy(() -> extensions.answer(lease.job(), YES).block())
                .isInstanceOf(IllegalTransition.class);
    }

    @Test
    void aQuestionThatNobodyAnswersEndsTheJob() {
        var lease = stores.running(SampleJobs.request());
        extensions.ask(lease, question("5")).block();
        clock.advance(Duration.ofDays(4));

        stores.leases().promote().block();

        var job = stores.jobs().find(lease.job()).block();
        assertThat(job.status()).isEqualTo(JobStatus.FAILED);
        assertThat(job.error())
                .isEqualTo("Nobody answered in time: the job waited for a larger budget.");
    }

    private JobEvent newest(Lease lease) {
        return stores.log(lease).getLast().event();
    }

    private static BudgetExtensions.Question question(String more) {
        return new BudgetExtensions.Question(
                new BigDecimal("5"),
                new BigDecimal(more),
                List.of("It is used up."),
                false,
                Duration.ofDays(3));
    }
}
