package dev.mosaic.stitcher.model.ledger;

/**
 * What one call used. The kinds exclude each other: what came from a cache is no {@code input}.
 *
 * @param input read and neither from nor into a cache
 * @param output written, what the model thought included
 * @param cacheRead read from a cache
 * @param cacheWrite read and put into a cache for minutes
 * @param cacheWriteHour read and put into a cache for an hour
 */
public record Tokens(
        long input, long output, long cacheRead, long cacheWrite, long cacheWriteHour) {
    public static final Tokens NONE = new Tokens(0, 0, 0, 0, 0);

    public Tokens {
        if (input < 0 || output < 0 || cacheRead < 0 || cacheWrite < 0 || cacheWriteHour < 0) {
            throw new IllegalArgumentException("tokens are not negative");
        }
    }

    /** How much of the model's window was full: all that was read, wherever it came from. */
    public long context() {
        return input + cacheRead + cacheWrite + cacheWriteHour;
    }
}
