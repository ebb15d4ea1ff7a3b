package dev.mosaic.faults;

import dev.mosaic.faults.History.WriteRow;
import dev.mosaic.faults.Violation.Invariant;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;

/** Plays all accepted writes again, in their order, and looks at who owned and ran what when. */
final class WriteReplay {
    /** A job must have stood in the queue for so long before passing it over counts. */
    private static final Duration SETTLED = Duration.ofSeconds(2);

    private final History history;
    private final List<Violation> found = new ArrayList<>();

    private WriteReplay(History history) {
        this.history = history;
    }

    static List<Violation> of(History history) {
        var replay = new WriteReplay(history);
        replay.play();
        return replay.found;
    }

    private void violated(Invariant invariant, String what, Object... values) {
        found.add(new Violation(invariant, what.formatted(values)));
    }

    private void play() {
        var newest = new HashMap<UUID, Long>();
        var owners = new HashMap<String, UUID>();
        var last = new HashMap<UUID, WriteRow>();
        var overtaken = new HashMap<UUID, Set<UUID>>();
        for (var write : history.writes()) {
            var before = newest.merge(write.job(), write.epoch(), Math::max);
            if (before > write.epoch()) {
                violated(
                        Invariant.FENCED,
                        "job %s was written by epoch %d after %d",
                        write.job(),
                        write.epoch(),
                        before);
            }
            owner(write, owners);
            var was = last.put(write.job(), write);
            if (write.isUnderWay() && (was == null || !was.isUnderWay())) {
                started(write, last, overtaken);
            }
        }
        overtaken.forEach((job, by) -> {
            if (by.size() > history.outside().limits().overtaken()) {
                violated(Invariant.AGEING, "job %s was overtaken by %s", job, by);
            }
        });
    }

    private void owner(WriteRow write, Map<String, UUID> owners) {
        if (write.owner() == null) {
            return;
        }
        var first = owners.putIfAbsent(write.job() + ":" + write.epoch(), write.owner());
        if (first != null && !first.equals(write.owner())) {
            violated(
                    Invariant.FENCED,
                    "epoch %d of job %s had two owners",
                    write.epoch(),
                    write.job());
        }
    }

    private void started(WriteRow start, Map<UUID, WriteRow> last, Map<UUID, Set<UUID>> overtaken) {
        var here = last.values().stream().filter(it -> it.repo().equals(start.repo())).toList();
        var underWay = here.stream().filter(WriteRow::isUnderWay).count();
        if (underWay > history.outside().limits().running()) {
            violated(
                    Invariant.WITHIN_LIMIT,
                    "%d jobs of %s were under way at %s",
                    underWay,
                    start.repo(),
                    start.at());
        }
        here.stream()
                .filter(it -> it.status().equals("QUEUED"))
                .filter(it -> it.at().isBefore(start.at().minus(SETTLED)))
                .filter(it -> it.turn().isBefore(start.turn()))
                .forEach(it ->
                        overtaken.computeIfAbsent(it.job(), _ -> new HashSet<>()).add(start.job()));
    }
}
