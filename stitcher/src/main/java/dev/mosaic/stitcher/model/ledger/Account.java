package dev.mosaic.stitcher.model.ledger;

import dev.mosaic.stitcher.job.JobId;
import java.math.BigDecimal;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Who pays for a call.
 *
 * @param agent the run that makes it
 * @param person who asked for the job
 * @param repository for good, such as {@code local:7}
 * @param budget most that the job may cost in USD; null where {@code mosaic.budget.job} holds
 */
public record Account(
        JobId job, UUID agent, String person, String repository, @Nullable BigDecimal budget) {
    public Account {
        if (budget != null && budget.signum() <= 0) {
            throw new IllegalArgumentException("the budget of a job is more than 0");
        }
    }
}
