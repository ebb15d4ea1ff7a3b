package dev.mosaic.stitcher.api.entry;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Counts wrong tokens by the address that they come from, a minute at a time, for the ten thousand
 * addresses that were seen last. A token that has opened before is never held up by the mistakes of
 * a neighbour behind the same address.
 */
final class FailedTries {
    static final Duration WINDOW = Duration.ofMinutes(1);
    private static final int ADDRESSES = 10_000;

    private final int limit;
    private final Clock clock;
    private final Map<String, Tries> tries = new LinkedHashMap<>(16, 0.75f, true);

    FailedTries(int limit, Clock clock) {
        this.limit = limit;
        this.clock = clock;
    }

    private record Tries(Instant since, int count) {}

    synchronized boolean tooMany(String address) {
        var known = tries.get(address);
        return known != null && !isOver(known) && known.count() >= limit;
    }

    /** One more. True for the first one too many in its minute. */
    synchronized boolean add(String address) {
        var known = tries.get(address);
        var next =
                known == null || isOver(known)
                        ? new Tries(clock.instant(), 1)
                        : new Tries(known.since(), known.count() + 1);
        tries.put(address, next);
        if (tries.size() > ADDRESSES) {
            tries.remove(tries.keySet().iterator().next());
        }
        return next.count() == limit;
    }

    private boolean isOver(Tries known) {
        return !clock.instant().isBefore(known.since().plus(WINDOW));
    }
}
