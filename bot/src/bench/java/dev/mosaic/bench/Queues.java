package dev.mosaic.bench;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** Mosaic and its peers over the same stores, each in a database of its own. */
final class Queues implements AutoCloseable {
    static final String MOSAIC = "Mosaic";
    static final String MOSAIC_ALONE = "Mosaic, Valkey gone";
    static final String GRAPHILE = "graphile-worker";
    static final String PG_BOSS = "pg-boss";
    static final String BULLMQ = "BullMQ, Redis as shipped (not durable)";
    static final String BULLMQ_DURABLE = "BullMQ, appendfsync always";
    static final String DB_SCHEDULER = "db-scheduler";
    static final String JOBRUNR_FAST = "JobRunr, poll 5 s (fastest)";

    private final List<Queue> all = new ArrayList<>();

    /** What makes a peer. */
    private interface Start {
        Queue start() throws Exception;
    }

    Queues(World world, NodePeers node, Report report) throws Exception {
        all.add(new MosaicQueue(MOSAIC, world.database(), world.redis()));
        if (node.installed(world)) {
            var folder = node.folder();
            peer(
                    world,
                    report,
                    GRAPHILE,
                    () -> NodeQueue.start(folder, GRAPHILE, "graphile", world.database()));
            peer(
                    world,
                    report,
                    PG_BOSS,
                    () -> NodeQueue.start(folder, PG_BOSS, "pgboss", world.database()));
            peer(
                    world,
                    report,
                    BULLMQ,
                    () -> NodeQueue.start(folder, BULLMQ, "bullmq", world.redis()));
            peer(
                    world,
                    report,
                    BULLMQ_DURABLE,
                    () -> NodeQueue.start(folder, BULLMQ_DURABLE, "bullmq", world.durableRedis()));
        } else {
            var left = "LEFT OUT: graphile-worker, pg-boss, BullMQ: " + node.trouble();
            world.say(left);
            report.note(left);
        }
        if (world.options().peers()) {
            java(world, report);
        }
    }

    private void java(World world, Report report) {
        peer(world, report, DB_SCHEDULER, () -> new DbSchedulerQueue(world.database()));
        peer(
                world,
                report,
                JOBRUNR_FAST,
                () -> new JobRunrQueue(JOBRUNR_FAST, world.database(), Duration.ofSeconds(5)));
    }

    private void peer(World world, Report report, String name, Start start) {
        try {
            all.add(start.start());
        } catch (Exception e) {
            var left = "LEFT OUT: %s did not start: %s".formatted(name, e.getMessage());
            world.say(left);
            report.note(left);
        }
    }

    List<Queue> all() {
        return all;
    }

    MosaicQueue mosaic() {
        return (MosaicQueue) all.getFirst();
    }

    /** One arm for each. */
    List<Arm> arms(Measure measure) {
        return all.stream()
                .map(queue ->
                        new Arm(
                                queue.name(),
                                queue instanceof MosaicQueue,
                                !(queue instanceof NodeQueue),
                                () -> measure.measure(queue)))
                .toList();
    }

    /** What is done with a queue in one window. */
    interface Measure {
        Outcome measure(Queue queue) throws Exception;
    }

    @Override
    public void close() throws Exception {
        for (var queue : all) {
            queue.close();
        }
    }
}
