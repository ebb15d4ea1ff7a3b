package dev.mosaic.stitcher.command;

import dev.mosaic.stitcher.policy.GateProfile;
import java.math.BigDecimal;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * What a {@code fix} may choose itself. Null where it chose nothing.
 *
 * @param time a second to a week
 * @param priority 1 to 10, 1 first
 * @param base the branch to start from
 * @param yolo true to leave out the gates
 */
public record FixOptions(
        @Nullable Money budget,
        @Nullable Duration time,
        @Nullable GateProfile profile,
        @Nullable String engine,
        @Nullable String model,
        @Nullable Integer priority,
        @Nullable String base,
        boolean yolo) {
    /** Nothing chosen. */
    public static final FixOptions NONE =
            new FixOptions(null, null, null, null, null, null, null, false);

    public FixOptions {
        check(base, time);
        if (priority != null && (priority < 1 || priority > 10)) {
            throw new IllegalArgumentException("priority is 1 to 10, not " + priority);
        }
        if (engine != null && !OptionValues.isEngine(engine)) {
            throw new IllegalArgumentException("not an engine's name: " + engine);
        }
        if (model != null && !OptionValues.isModel(model)) {
            throw new IllegalArgumentException("not a model's name: " + model);
        }
    }

    static void check(@Nullable String base, @Nullable Duration time) {
        if (time != null && !OptionValues.isTime(time)) {
            throw new IllegalArgumentException("not a time limit: " + time);
        }
        if (base != null && !OptionValues.isBranch(base)) {
            throw new IllegalArgumentException("not a branch's name: " + base);
        }
    }

    /**
     * An amount of US dollars.
     *
     * @param cents 1 to a million
     */
    public record Money(long cents) {
        public static final long MOST = 1_000_000;

        public Money {
            if (cents < 1 || cents > MOST) {
                throw new IllegalArgumentException("not a budget: " + cents + " cents");
            }
        }

        public BigDecimal usd() {
            return BigDecimal.valueOf(cents, 2);
        }

        /** Such as {@code 5$} or {@code 2.50$}. */
        @Override
        public String toString() {
            return cents % 100 == 0
                    ? cents / 100 + "$"
                    : "%d.%02d$".formatted(cents / 100, cents % 100);
        }
    }
}
