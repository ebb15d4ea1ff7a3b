package dev.mosaic.stitcher.sandbox.process.enclosure;

import dev.mosaic.stitcher.failure.Failure;
import dev.mosaic.stitcher.sandbox.process.hunt.Processes;
import dev.mosaic.stitcher.sandbox.usage.Ownership;
import java.time.Duration;
import java.util.HashSet;
import java.util.Set;

/**
 * User numbers for sandboxes, one for each while it is open. They need no entry in the system's
 * list of users.
 */
final class Accounts {
    static final int COUNT = 4096;

    private final int first;
    private final Processes processes;
    private final Set<Integer> taken = new HashSet<>();

    Accounts(int first, Processes processes) {
        this.first = first;
        this.processes = processes;
    }

    /**
     * A number that no process of this machine has.
     *
     * @param wish where to begin looking, so that two nodes on one machine rarely meet
     */
    synchronized int take(long wish) {
        var running = new HashSet<Long>();
        for (var process : processes.running()) {
            running.add(processes.traits(process.pid()).uid());
        }
        for (var i = 0; i < COUNT; i++) {
            var uid = first + (int) Math.floorMod(wish + i, (long) COUNT);
            if (!running.contains((long) uid) && taken.add(uid)) {
                return uid;
            }
        }
        throw new Failure.Later(
                "All %d accounts from %d on are in use; mosaic.sandbox.process.first-uid may point at those of people."
                        .formatted(COUNT, first),
                Duration.ofMinutes(1),
                null);
    }

    synchronized void giveBack(int uid) {
        taken.remove(uid);
    }

    /** Hands folders to these accounts and back. */
    Ownership ownership() {
        return new Ownership(
                this::isOurs,
                "Set mosaic.sandbox.process.confinement to `none`, or let mosaic.home be on a file system that knows owners.");
    }

    /** Whether a number is one of a sandbox's, now or earlier. */
    boolean isOurs(int uid) {
        return uid >= first && uid < first + COUNT;
    }
}
