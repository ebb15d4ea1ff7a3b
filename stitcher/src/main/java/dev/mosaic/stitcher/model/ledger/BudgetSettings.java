package dev.mosaic.stitcher.model.ledger;

import java.math.BigDecimal;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * How much models may cost, in USD. No call is made that could exceed one of these. 0 means that
 * there is no such limit; a day is one of UTC.
 *
 * @param job most that a job may cost which names no budget of its own, over all its rounds,
 *     retries and nodes; 0 for no limit
 * @param personDay most that the jobs of one person may cost in a day; 0 for no limit
 * @param repositoryDay most that the jobs of one repository may cost in a day; 0 for no limit
 * @param instanceDay most that all jobs may cost in a day; 0 for no limit
 */
@ConfigurationProperties("mosaic.budget")
public record BudgetSettings(
        @DefaultValue("5") BigDecimal job,
        @DefaultValue("20") BigDecimal personDay,
        @DefaultValue("0") BigDecimal repositoryDay,
        @DefaultValue("100") BigDecimal instanceDay) {
    public BudgetSettings {
        for (var one : new BigDecimal[] {job, personDay, repositoryDay, instanceDay}) {
            if (one.signum() < 0) {
                throw new IllegalArgumentException(
                        "mosaic.budget.job, person-day, repository-day and instance-day must not be"
                                + " negative; 0 means no limit");
            }
        }
    }
}
