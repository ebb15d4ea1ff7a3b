package dev.mosaic.stitcher.api.job;

import dev.mosaic.stitcher.api.Detached;
import dev.mosaic.stitcher.api.JobFinder;
import dev.mosaic.stitcher.api.job.JobView.SpentView;
import dev.mosaic.stitcher.job.Job;
import dev.mosaic.stitcher.job.store.BudgetExtensions;
import dev.mosaic.stitcher.model.ledger.BudgetSettings;
import dev.mosaic.stitcher.model.ledger.Ledger;
import java.math.BigDecimal;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;
import reactor.core.publisher.Mono;
import tools.jackson.databind.json.JsonMapper;

/** One job, with what it may cost and what it did. */
@RestController
@RequestMapping("/api/runner-jobs")
final class RunnerJobController {
    private final JobFinder finder;
    private final Ledger ledger;
    private final BudgetExtensions extensions;
    private final BudgetSettings budgets;
    private final JsonMapper json;

    RunnerJobController(
            JobFinder finder,
            Ledger ledger,
            BudgetExtensions extensions,
            BudgetSettings budgets,
            JsonMapper json) {
        this.finder = finder;
        this.ledger = ledger;
        this.extensions = extensions;
        this.budgets = budgets;
        this.json = json;
    }

    @GetMapping("/{id}")
    Mono<ResponseEntity<JobView>> get(@PathVariable String id) {
        return finder.find(id).flatMap(job -> Detached.mono(shown(job)));
    }

    private Mono<ResponseEntity<JobView>> shown(Job job) {
        return ledger.spent(job.id())
                .zipWith(
                        extensions.allowed(job.id()),
                        (spent, allowed) ->
                                JobView.tagged(
                                        ResponseEntity.ok(),
                                        job,
                                        budget(job, allowed),
                                        SpentView.of(spent)));
    }

    private BigDecimal budget(Job job, BigDecimal allowed) {
        var own = json.readTree(job.request().terms()).path("budget");
        var base = own.isNumber() ? own.decimalValue() : budgets.job();
        return base.signum() == 0 ? base : base.add(allowed);
    }
}
