package dev.mosaic.stitcher.sequence;

import dev.mosaic.stitcher.blocking.Await;
import dev.mosaic.stitcher.job.JobEvent;
import dev.mosaic.stitcher.job.Lease;
import dev.mosaic.stitcher.job.store.BudgetExtensions;
import dev.mosaic.stitcher.job.store.Jobs;
import dev.mosaic.stitcher.model.ledger.BudgetSettings;
import dev.mosaic.stitcher.model.ledger.Ledger;
import dev.mosaic.stitcher.model.ledger.Reserved;
import dev.mosaic.stitcher.model.ledger.Scope;
import dev.mosaic.stitcher.model.ledger.Spent;
import dev.mosaic.stitcher.policy.ApprovalSettings;
import dev.mosaic.stitcher.run.Payer;
import dev.mosaic.stitcher.text.CostText;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/**
 * What a job may cost, what it did cost, and what becomes of it when that is too much. Blocking.
 */
@Component
class Funds {
    private static final int CENTS = 2;
    private static final Duration BRIEFLY = Duration.ofSeconds(3);

    /** Clocks of nodes differ a little, and the ledger goes by that of the database. */
    private static final Duration NEXT_DAY = Duration.ofMinutes(1);

    private final Ledger ledger;
    private final BudgetExtensions extensions;
    private final Jobs jobs;
    private final BudgetSettings budgets;
    private final ApprovalSettings approvals;

    Funds(
            Ledger ledger,
            BudgetExtensions extensions,
            Jobs jobs,
            BudgetSettings budgets,
            ApprovalSettings approvals) {
        this.ledger = ledger;
        this.extensions = extensions;
        this.jobs = jobs;
        this.budgets = budgets;
        this.approvals = approvals;
    }

    Payer payer(Passage passage) throws InterruptedException {
        var job = passage.job();
        var allowed = Await.value(extensions.allowed(job.id()));
        var own = passage.ground().terms().budget();
        return new Payer(job.request().requestedBy(), limit(own, allowed));
    }

    /** Null where the setting holds, and where that is no limit at all. */
    private @Nullable BigDecimal limit(@Nullable BigDecimal own, BigDecimal allowed) {
        var base = base(own);
        return allowed.signum() == 0 || base.signum() == 0 ? own : base.add(allowed);
    }

    /** Says in the log what the job cost so far, if it cost anything and can be written soon. */
    void tell(Lease lease) throws InterruptedException {
        var told =
                ledger.spent(lease.job())
                        .filter(spent -> spent.calls() > 0)
                        .flatMap(spent -> jobs.record(lease, event(spent)));
        Await.maybe(told.timeout(BRIEFLY).onErrorComplete());
    }

    /** A person can allow one job more; a day's limit passes by itself. */
    Ending unpaid(Passage passage, Reserved.Exceeded refusal) throws InterruptedException {
        if (refusal.standing().scope() != Scope.JOB) {
            var ends = Await.value(ledger.dayEnds());
            return new Ending.Postponed(refusal.sentence(), ends.plus(NEXT_DAY));
        }
        var limit = refusal.standing().limit();
        var more = more(passage.ground().terms().budget(), refusal);
        return new Ending.Unpaid(
                new BudgetExtensions.Question(
                        limit,
                        more,
                        List.of(
                                refusal.standing().reason(refusal.amount()),
                                CostText.more(more, limit.add(more))),
                        passage.ground().policy().safeguards().othersOnly(),
                        approvals.within()));
    }

    /** Once more the same, and at least so much that the call which was refused can be made. */
    private BigDecimal more(@Nullable BigDecimal own, Reserved.Exceeded refusal) {
        var standing = refusal.standing();
        var missing = standing.held().add(refusal.amount()).subtract(standing.limit());
        return base(own).max(missing.setScale(CENTS, RoundingMode.CEILING));
    }

    private BigDecimal base(@Nullable BigDecimal own) {
        return own == null ? budgets.job() : own;
    }

    private static JobEvent event(Spent spent) {
        var tokens = spent.tokens();
        return new JobEvent.BudgetSpent(
                spent.usd(),
                tokens.input(),
                tokens.output(),
                tokens.cacheRead(),
                tokens.cacheWrite() + tokens.cacheWriteHour(),
                spent.calls(),
                spent.estimated());
    }
}
