/**
 * The models of this instance: where they are, what they cost, and how much may be spent.
 *
 * <p>A run never gets a provider's key. It gets a {@link dev.mosaic.stitcher.model.ModelEndpoint}:
 * the address of the proxy ({@code proxy}) with a token that is good for this run and this model,
 * and dies with the run and with its node. What it spends is held in {@code ledger}. The three
 * rooms stand in a line, {@code proxy} → here → {@code ledger}; of jobs they know only the ids.
 */
@ApplicationModule(
        allowedDependencies = {
            "stitcher.failure",
            "stitcher.blocking",
            "stitcher.checkup",
            "stitcher.database",
            "stitcher.job",
            "stitcher.secrets"
        })
@NullMarked
package dev.mosaic.stitcher.model;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
