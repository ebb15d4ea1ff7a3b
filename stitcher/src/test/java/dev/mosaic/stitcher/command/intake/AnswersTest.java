package dev.mosaic.stitcher.command.intake;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mosaic.stitcher.command.Desk;
import dev.mosaic.stitcher.command.Reply;
import dev.mosaic.stitcher.command.Reply.Cause;
import dev.mosaic.stitcher.job.Approval;
import dev.mosaic.stitcher.job.JobId;
import dev.mosaic.stitcher.job.JobStatus;
import dev.mosaic.stitcher.job.Lease;
import dev.mosaic.stitcher.job.store.Approvals;
import dev.mosaic.stitcher.job.store.BudgetExtensions;
import dev.mosaic.stitcher.testkit.Postgres;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Who may answer what a job asks, and what the desk says. */
class AnswersTest {
    @RegisterExtension static final Postgres postgres = new Postgres();

    private static final String HEAD = "1".repeat(40);

    private final IntakeWorld world = new IntakeWorld(postgres, Duration.ofSeconds(30));

    @Test
    void whoMayWriteMayApprove() {
        var job = waiting(false);

        var reply = world.says("bob", "@mosaic approve " + job.abbreviated());

        assertThat(reply).isInstanceOf(Reply.Accepted.class);
        assertThat(status(job)).isEqualTo(JobStatus.QUEUED);
        assertThat(world.stores.approvals().of(job, 1, HEAD).block().answer())
                .isEqualTo(new Approval.Answer(Approval.Verdict.APPROVED, "bob", ""));
        assertThat(world.signals).last().isEqualTo(new Desk.Signal.Wake());
    }

    @Test
    void anApprovalThatNamesACommitHoldsForThatOneAlone() {
        var job = waiting(false);

        var other = world.says("bob", "@mosaic approve " + job.abbreviated() + " 2222222");
        assertThat(other).isInstanceOf(Reply.Refused.class);
        assertThat(other.text())
                .contains("asks about commit `1111111111`, not about `2222222`")
                .contains("@mosaic approve " + job.abbreviated() + " 1111111111");
        assertThat(status(job)).isEqualTo(JobStatus.WAITING);

        assertThat(world.says("bob", "@mosaic approve #1 1111111"))
                .isInstanceOf(Reply.Accepted.class);
        assertThat(status(job)).isEqualTo(JobStatus.QUEUED);
    }

    @Test
    void whoMayOnlyReadMayNotAnswer() {
        var job = waiting(false);

        assertThat(refused("eve", "@mosaic approve #1")).isEqualTo(Cause.FORBIDDEN);
        assertThat(refused("eve", "@mosaic reject #1 no")).isEqualTo(Cause.FORBIDDEN);
        assertThat(status(job)).isEqualTo(JobStatus.WAITING);
    }

    @Test
    void onesOwnRequestIsApprovedByOthersWhereThePolicySaysSo() {
        var job = waiting(true);

        assertThat(refused("ann", "@mosaic approve #1")).isEqualTo(Cause.FORBIDDEN);
        assertThat(status(job)).isEqualTo(JobStatus.WAITING);
        assertThat(world.says("bob", "@mosaic approve #1")).isInstanceOf(Reply.Accepted.class);
    }

    @Test
    void onesOwnRequestCanAlwaysBeRejected() {
        var job = waiting(true);

        assertThat(world.says("ann", "@mosaic reject #1 Not like this"))
                .isInstanceOf(Reply.Accepted.class);
        assertThat(world.stores.approvals().latest(job).block().answer())
                .isEqualTo(new Approval.Answer(Approval.Verdict.REJECTED, "ann", "Not like this"));
    }

    @Test
    void aJobThatAsksNothingCannotBeAnswered() {
        world.forge.openIssue(world.shop, "x");
        world.says("ann", "@mosaic fix #1");

        assertThat(refused("ann", "@mosaic approve #1")).isEqualTo(Cause.CONFLICT);
    }

    @Test
    void theStatusOfAWaitingJobIsItsQuestion() {
        waiting(false);

        assertThat(world.says("ann", "@mosaic status #1").text())
                .contains("CI is changed", "mosaic approve", "mosaic reject", "+evil")
                .doesNotContain("```\n+");
    }

    @Test
    void whoMayWriteMayAllowMoreMoney() {
        var job = waitingForMoney(false);
        assertThat(refused("eve", "@mosaic approve #1")).isEqualTo(Cause.FORBIDDEN);
        assertThat(refused("bob", "@mosaic approve #1 1111111")).isEqualTo(Cause.CONFLICT);
        assertThat(status(job)).isEqualTo(JobStatus.WAITING);

        var reply = world.says("bob", "@mosaic approve #1");

        assertThat(reply).isInstanceOf(Reply.Accepted.class);
        assertThat(reply.text()).contains("5.00 $ more");
        assertThat(status(job)).isEqualTo(JobStatus.QUEUED);
        assertThat(world.signals).last().isEqualTo(new Desk.Signal.Wake());
        assertThat(refused("bob", "@mosaic approve #1")).isEqualTo(Cause.CONFLICT);
        assertThat(world.stores.extensions().allowed(job).block()).isEqualByComparingTo("5");
    }

    @Test
    void moneyForOnesOwnRequestIsAllowedByOthersWhereThePolicySaysSo() {
        var job = waitingForMoney(true);

        assertThat(refused("ann", "@mosaic approve #1")).isEqualTo(Cause.FORBIDDEN);
        assertThat(status(job)).isEqualTo(JobStatus.WAITING);
        assertThat(world.says("ann", "@mosaic reject #1 too dear").text()).contains("is over");
        assertThat(status(job)).isEqualTo(JobStatus.FAILED);
    }

    private JobId waitingForMoney(boolean othersOnly) {
        var lease = running();
        world.stores
                .extensions()
                .ask(
                        lease,
                        new BudgetExtensions.Question(
                                new BigDecimal("5"),
                                new BigDecimal("5"),
                                List.of("It is used up."),
                                othersOnly,
                                Duration.ofHours(1)))
                .block();
        return lease.job();
    }

    private Lease running() {
        world.issue("x");
        world.accepted("ann", "@mosaic fix #1");
        return world.claim();
    }

    private JobId waiting(boolean othersOnly) {
        var lease = running();
        world.stores
                .approvals()
                .ask(
                        lease,
                        new Approvals.Question(
                                "0".repeat(40),
                                HEAD,
                                List.of("CI is changed"),
                                othersOnly,
                                Duration.ofHours(1),
                                "```\n+evil"))
                .block();
        return lease.job();
    }

    private JobStatus status(JobId job) {
        return world.job(job).status();
    }

    private Cause refused(String person, String text) {
        return ((Reply.Refused) world.says(person, text)).cause();
    }
}
