package dev.mosaic.stitcher.model.ledger;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A price as it stands in the table, which only grows.
 *
 * @param id rises with every price that is added
 * @param since from when on it holds, by the database's clock
 * @param setBy the person who set it; null if settings said it, or if it was not kept who did
 * @param addedAt when it was written down
 */
public record DatedPrice(
        long id,
        String provider,
        String model,
        Price price,
        Instant since,
        Source source,
        @Nullable String setBy,
        Instant addedAt,
        State state) {

    /** Where it came from. */
    public enum Source {
        SETTINGS,
        PERSON
    }

    /** Whether it counts, when it was read. */
    public enum State {
        /** Calls are reserved at it now. */
        HOLDS,
        /** It will hold from its time on. */
        AHEAD,
        /** Another took its place, perhaps before it ever held. */
        REPLACED
    }

    /**
     * One that somebody wants to set.
     *
     * @param since from when on; null for now
     * @param by who sets it
     */
    public record Wanted(
            String provider, String model, Price price, @Nullable Instant since, String by) {}

    /** What became of that. */
    public sealed interface Outcome {
        /** It is in the table. */
        record Set(DatedPrice price) implements Outcome {}

        /** It is not: it was to hold from a time that is over, and calls were settled since. */
        record TooLate() implements Outcome {}

        /** It is not: prices were added since the asker looked. @param version of the table now */
        record Changed(long version) implements Outcome {}
    }
}
