package dev.mosaic.faults;

import dev.mosaic.stitcher.testkit.FaultyProxy;
import dev.mosaic.stitcher.testkit.FaultyProxy.Fault;
import java.time.Duration;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.locks.LockSupport;

/** Breaks things one after the other, each for a while, and counts what it broke. */
final class Trouble {
    /** Longer than a lease and what a reaper adds to it. */
    private static final Duration STOPPED = Duration.ofSeconds(6);

    private static final Duration MOST = Duration.ofSeconds(3);

    private enum Kind {
        KILL,
        STOP,
        FLUSH_HINTS,
        KILL_SUBSCRIBERS,
        TERMINATE_BACKENDS,
        RESTART_DATABASE,
        DATABASE_CUT,
        HINTS_CUT
    }

    private final FaultsWorld world;
    private final FaultyNetwork network;
    private final Random random;
    private final Map<Kind, Integer> made = new EnumMap<>(Kind.class);

    Trouble(FaultsWorld world, FaultyNetwork network, Random random) {
        this.world = world;
        this.network = network;
        this.random = random;
    }

    void makeUntil(long end) throws Exception {
        while (System.nanoTime() - end < 0) {
            var kind = Kind.values()[random.nextInt(Kind.values().length)];
            if (make(kind)) {
                made.merge(kind, 1, Integer::sum);
            }
            pause(MOST);
        }
    }

    /** Everything works again, from now on. */
    void heal() throws Exception {
        network.databases().forEach(it -> it.become(new Fault.None()));
        network.hints().forEach(it -> it.become(new Fault.None()));
        world.insistOnAll();
    }

    int made() {
        return made.values().stream().mapToInt(it -> it).sum();
    }

    Map<Kind, Integer> counts() {
        return made;
    }

    private boolean make(Kind kind) throws Exception {
        var node = any(world.nodes());
        if (!node.isReady() && (kind == Kind.KILL || kind == Kind.STOP)) {
            node.begin();
            return false;
        }
        switch (kind) {
            case KILL -> {
                node.kill();
                pause(MOST);
                node.begin();
            }
            case STOP -> {
                Signals.send("STOP", node.pid());
                LockSupport.parkNanos(STOPPED.toNanos());
                Signals.send("CONT", node.pid());
            }
            case FLUSH_HINTS -> world.stores().flushAll();
            case KILL_SUBSCRIBERS -> world.stores().killSubscribers();
            case TERMINATE_BACKENDS -> world.stores().terminateBackends();
            case RESTART_DATABASE -> world.stores().restartPostgresAtOnce();
            case DATABASE_CUT -> cut(any(network.databases()));
            case HINTS_CUT -> cut(any(network.hints()));
        }
        return true;
    }

    private void cut(FaultyProxy proxy) {
        proxy.become(
                any(
                        List.of(
                                new Fault.Blackhole(),
                                new Fault.Delay(Duration.ofSeconds(1)),
                                new Fault.Reset(),
                                new Fault.HalfClose())));
        pause(STOPPED);
        proxy.become(new Fault.None());
    }

    private void pause(Duration most) {
        LockSupport.parkNanos((long) (random.nextDouble() * most.toNanos()));
    }

    private <T> T any(List<T> all) {
        return all.get(random.nextInt(all.size()));
    }
}
