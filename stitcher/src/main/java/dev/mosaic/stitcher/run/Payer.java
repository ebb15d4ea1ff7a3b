package dev.mosaic.stitcher.run;

import java.math.BigDecimal;
import org.jspecify.annotations.Nullable;

/**
 * For whom an agent's model is paid.
 *
 * @param person who asked for the job
 * @param budget most that the job may cost in USD, with what was allowed on top; null where {@code
 *     mosaic.budget.job} holds
 */
public record Payer(String person, @Nullable BigDecimal budget) {}
