package dev.mosaic.bot.bench;

import java.util.LinkedHashMap;
import java.util.List;

/** Who was alive when a kill said that it was over, by three who do not know of each other. */
final class Survivors {
    private int killed;
    private int seen;
    private int said;
    private int containers;
    private int processes;

    /**
     * Counts after one kill.
     *
     * @param alive whether the kernel showed its processes before
     * @param named what the sandbox itself says survived
     * @param left how many processes the kernel shows now
     */
    void count(boolean alive, List<String> named, int left) {
        killed++;
        seen += alive ? 1 : 0;
        said += named.size();
        processes += left;
    }

    /** Counts containers that the engine says run when none may. */
    void countContainers(int running) {
        containers += running;
    }

    void tell(Result result) {
        var all = said + containers + processes;
        if (all > 0) {
            result.isWrong();
        }
        var numbers = new LinkedHashMap<String, Object>();
        numbers.put("killed", killed);
        numbers.put("survivorsSaid", said);
        numbers.put("survivorsByLabel", containers);
        numbers.put("survivorsByMark", processes);
        numbers.put("seenAlive", seen);
        result.goal(
                "survivors of all %d kills".formatted(killed),
                "0",
                "%d by label, %d by mark in /proc, %d said by the kill itself"
                        .formatted(containers, processes, said),
                all == 0 && seen == killed,
                seen == killed
                        ? "each was seen alive by its mark before"
                        : "only %d of %d were seen alive by their mark before: /proc proves nothing of the others"
                                .formatted(seen, killed),
                numbers);
    }
}
