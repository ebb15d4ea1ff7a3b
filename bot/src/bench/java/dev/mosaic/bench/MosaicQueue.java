package dev.mosaic.bench;

import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;

/**
 * Mosaic as a queue of jobs that do nothing. Who enqueues is another node than who works, so a
 * start is rung through Valkey, not by a method call.
 */
final class MosaicQueue implements Queue {
    private static final int REPOSITORIES = 200;
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private final String name;
    private final String database;
    private final String redis;
    private final MosaicNode door;
    private final AtomicInteger turn = new AtomicInteger();

    MosaicQueue(String name, String database, String redis) {
        this.name = name;
        this.database = database;
        this.redis = redis;
        MosaicNode.migrate(database);
        this.door = MosaicNode.start(database, redis, 1, Map.of());
    }

    @Override
    public String name() {
        return name;
    }

    MosaicNode door() {
        return door;
    }

    @Override
    public Outcome enqueue(int callers, double seconds) throws Exception {
        return Load.closed(callers, seconds, this::submit);
    }

    @Override
    public Outcome starts(int jobs, double perSecond) throws Exception {
        var begun = new ConcurrentHashMap<Object, Long>();
        var outcome = new Outcome[1];
        work(
                16,
                begun,
                node -> {
                    begun.clear();
                    outcome[0] = Load.open(jobs, perSecond, this::submit, begun);
                    awaitEmpty();
                });
        return outcome[0];
    }

    @Override
    public Outcome drain(int jobs, int workers) throws Exception {
        Load.times(jobs, 16, this::submit);
        var begun = new ConcurrentHashMap<Object, Long>();
        var outcome = new Outcome[1];
        work(
                workers,
                begun,
                node -> {
                    outcome[0] = Load.rate(begun, jobs);
                    awaitEmpty();
                });
        return outcome[0];
    }

    private interface During {
        void run(MosaicNode node) throws Exception;
    }

    private void work(int workers, Map<Object, Long> begun, During during) throws Exception {
        try (var node = MosaicNode.start(database, redis, workers, Map.of())) {
            node.work(
                    workers,
                    claim -> {
                        begun.put(claim.job().id(), System.nanoTime());
                        return node.complete(claim);
                    });
            node.ring();
            during.run(node);
        }
    }

    private Object submit() {
        var id =
                Objects.requireNonNull(
                                door.submit(turn.incrementAndGet() % REPOSITORIES + 1)
                                        .block(PATIENCE))
                        .id();
        door.ring();
        return id;
    }

    /** Every job has ended. */
    private void awaitEmpty() throws Exception {
        var end = System.nanoTime() + PATIENCE.toNanos();
        while (World.number(
                        database,
                        """
                        select count(*) from runner_jobs
                        where status not in ('COMPLETED', 'FAILED', 'CANCELLED')
                        """)
                > 0) {
            if (System.nanoTime() > end) {
                throw new WrongResult(
                        "not every job of %s has ended within %s".formatted(name, PATIENCE));
            }
            LockSupport.parkNanos(20_000_000);
        }
    }

    @Override
    public void close() {
        door.close();
    }
}
