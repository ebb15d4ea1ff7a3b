package dev.mosaic.stitcher.model.ledger;

import java.math.BigDecimal;

/**
 * What a job cost so far.
 *
 * @param usd with what calls under way may cost
 * @param estimated true if a part of it is more than it was, because a provider did not say it
 */
public record Spent(BigDecimal usd, Tokens tokens, int calls, boolean estimated) {}
