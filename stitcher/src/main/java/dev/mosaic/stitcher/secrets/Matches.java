package dev.mosaic.stitcher.secrets;

import dev.mosaic.stitcher.secrets.match.Match;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.TreeMap;

/** Brings what was found in many ways back to one match for each secret. */
final class Matches {
    private static final Comparator<Match> STRONGEST_FIRST =
            Comparator.comparing(Match::strength)
                    .thenComparing(match -> match.rule().equals(Match.OWN) ? 0 : 1)
                    .thenComparing(Match::from);

    private Matches() {}

    /**
     * One match for each place, the most certain one; windows of one secret become one. Of equals
     * the first one stays, which saw the text as it stands: then a secret has the same hash
     * whatever is in the next line. In the order of the text; n log n, however many there are.
     */
    static List<Match> distinct(Collection<Match> found) {
        var kept = new TreeMap<Integer, Match>();
        for (var match : found.stream().sorted(STRONGEST_FIRST).toList()) {
            var before = kept.floorEntry(match.from());
            var after = kept.ceilingEntry(match.from());
            var last = before == null ? null : before.getValue();
            if (last != null && isSame(last, match) && match.from() <= last.to()) {
                kept.put(last.from(), last.at(last.from(), Math.max(last.to(), match.to())));
            } else if (last != null && isMore(last, match)) {
                kept.put(last.from(), last.at(last.from(), match.to()));
            } else if ((last == null || last.to() <= match.from() && last.from() < match.from())
                    && (after == null || after.getKey() >= match.to())) {
                kept.put(match.from(), match);
            }
        }
        return List.copyOf(kept.values());
    }

    /** The same, but much longer: the first look saw only the beginning of a key. */
    private static boolean isMore(Match one, Match other) {
        return one.rule().equals(other.rule())
                && one.from() == other.from()
                && other.to() - other.from() > 2 * (one.to() - one.from());
    }

    private static boolean isSame(Match one, Match other) {
        return one.rule().equals(other.rule()) && one.hash().equals(other.hash());
    }
}
