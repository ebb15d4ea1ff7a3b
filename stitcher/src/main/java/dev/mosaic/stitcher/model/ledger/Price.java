package dev.mosaic.stitcher.model.ledger;

import java.math.BigDecimal;
import org.jspecify.annotations.Nullable;

/**
 * What a model costs, in USD per million tokens. Nothing is rounded.
 *
 * @param input tokens that are read
 * @param output tokens that are written
 * @param cacheRead tokens that are read from a cache
 * @param cacheWrite tokens that are put into a cache for minutes
 */
public record Price(
        BigDecimal input, BigDecimal output, BigDecimal cacheRead, BigDecimal cacheWrite) {
    private static final int MILLION = 6;
    private static final BigDecimal HOUR = BigDecimal.TWO;
    private static final BigDecimal CACHE_WRITE = new BigDecimal("1.25");

    public Price {
        for (var one : new BigDecimal[] {input, output, cacheRead, cacheWrite}) {
            if (one.signum() < 0) {
                throw new IllegalArgumentException("a price is not negative");
            }
        }
    }

    /**
     * The price where it is said, and what is usual where it is not.
     *
     * @param cacheRead null for that of input
     * @param cacheWrite null for 1.25 times that of input
     */
    public static Price usual(
            BigDecimal input,
            BigDecimal output,
            @Nullable BigDecimal cacheRead,
            @Nullable BigDecimal cacheWrite) {
        return new Price(
                input,
                output,
                cacheRead == null ? input : cacheRead,
                cacheWrite == null ? input.multiply(CACHE_WRITE) : cacheWrite);
    }

    /** What these tokens cost, in USD. */
    public BigDecimal of(Tokens tokens) {
        return times(input, tokens.input())
                .add(times(output, tokens.output()))
                .add(times(cacheRead, tokens.cacheRead()))
                .add(times(cacheWrite, tokens.cacheWrite()))
                .add(times(cacheWriteHour(), tokens.cacheWriteHour()));
    }

    /** The most that a call may cost which reads and writes so much, in USD. */
    public BigDecimal most(long read, long written) {
        var dearest = input.max(cacheRead).max(cacheWriteHour());
        return times(dearest, read).add(times(output, written));
    }

    /**
     * Anthropic asks twice the price of input for an hour in the cache, and 1.25 times that for
     * minutes (docs.claude.com, prompt caching).
     */
    private BigDecimal cacheWriteHour() {
        return cacheWrite.max(input.multiply(HOUR));
    }

    private static BigDecimal times(BigDecimal perMillion, long tokens) {
        return perMillion.multiply(BigDecimal.valueOf(tokens)).movePointLeft(MILLION);
    }
}
