package dev.mosaic.faults;

import dev.mosaic.faults.History.Limits;
import java.time.Duration;
import java.util.List;

/** How fast nodes of these tests go about things, and how long each may take. */
final class Pace {
    /** How long a node takes to start where nothing else runs. */
    static final Duration USUAL_START = Duration.ofSeconds(4);

    /**
     * Short waits for whatever is repeated, but not so short that nodes which wait keep the
     * processors busy, and leases that end soon. No confinement: it would hide what a gate looks
     * at, and would end the processes that a node must find again.
     */
    static final List<String> SETTINGS =
            List.of(
                    "mosaic.queue.lease=4s",
                    "mosaic.queue.heartbeat=500ms",
                    "mosaic.queue.poll=500ms",
                    "mosaic.queue.reap.every=500ms",
                    "mosaic.queue.reap.margin=500ms",
                    "mosaic.command.sweep=700ms",
                    "mosaic.command.hold=7s",
                    "mosaic.herald.poll=500ms",
                    "mosaic.herald.debounce=20ms",
                    "mosaic.herald.hold=3s",
                    "mosaic.herald.patience=2s",
                    "mosaic.run.grace=200ms",
                    "mosaic.sandbox.process.confinement=none");

    private static final Duration LONGEST_WAIT = Duration.ofSeconds(20);
    private static final Duration LONGEST_CANCEL = Duration.ofMinutes(2);

    private Pace() {}

    /**
     * Where everything is slow, a node may wait for the processor, and a job for a node.
     *
     * @param started how long the first node took to start
     */
    static Limits limits(Duration started) {
        var slowness = Math.max(1, started.toMillis() / USUAL_START.toMillis());
        return new Limits(
                1, LONGEST_WAIT.multipliedBy(slowness), LONGEST_CANCEL.multipliedBy(slowness), 3);
    }
}
