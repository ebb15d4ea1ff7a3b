package dev.mosaic.stitcher.job;

import java.time.Clock;
import java.util.UUID;
import java.util.random.RandomGenerator;

/**
 * Names one job for its whole life, in logs, branches, process labels and chat. A UUID of version
 * 7.
 */
public record JobId(UUID value) {

    /** A new one: 48 bits of Unix milliseconds, then 74 random bits (RFC 9562, 5.7). */
    public static JobId next(Clock clock, RandomGenerator random) {
        var high = clock.millis() << 16 | 0x7000 | random.nextInt(0x1000);
        var low = random.nextLong() >>> 2 | Long.MIN_VALUE;
        return new JobId(new UUID(high, low));
    }

    /** Reads the long form; throws {@link IllegalArgumentException} for anything else. */
    public static JobId parse(String text) {
        return new JobId(UUID.fromString(text));
    }

    /**
     * The eight digits by which people name a job. They are the last eight: the first of a version
     * 7 UUID are the time, and two jobs of one minute would share them.
     */
    public String abbreviated() {
        var text = value.toString();
        return text.substring(text.length() - 8);
    }

    @Override
    public String toString() {
        return value.toString();
    }
}
