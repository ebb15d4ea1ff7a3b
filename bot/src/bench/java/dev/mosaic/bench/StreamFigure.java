package dev.mosaic.bench;

import static dev.mosaic.bench.Report.millis;

import dev.mosaic.stitcher.job.JobEvent;
import dev.mosaic.stitcher.job.Lease;
import dev.mosaic.stitcher.job.store.JobLeases;
import dev.mosaic.stitcher.job.store.Jobs;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.LockSupport;

/** Event commit → its line at a client, with 200 clients that read the events of one job. */
final class StreamFigure implements Figure {
    private static final String SAME = "written by the node that serves";
    private static final String OTHER = "written by another node";
    private static final int SUBSCRIBERS = 200;
    private static final double PER_SECOND = 20;
    private static final Duration LEASE = Duration.ofMinutes(10);
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    @Override
    public String name() {
        return "stream";
    }

    @Override
    public void measure(World world, Report report) throws Exception {
        var events = world.options().scaled(60, 10);
        var database = world.database();
        try (var program = ServerHere.start(world, name(), database);
                var other = MosaicNode.start(database, world.redis(), 1, Map.of())) {
            var port = program.getEnvironment().getRequiredProperty("local.server.port");
            var here = new Writer(program.getBean(Jobs.class), program.getBean(JobLeases.class));
            var there = new Writer(other.jobs(), other.leases());
            var arms =
                    List.of(
                            Arm.ours(SAME, () -> here.events(port, events)),
                            Arm.ours(OTHER, () -> there.events(port, events)));
            var rounds = Rounds.run(world, name(), arms);
            for (var arm : arms) {
                var p99 = rounds.median(arm.name(), Sample::p99);
                report.goal(
                        name(),
                        "%d subscribers, %.0f events/s, %s"
                                .formatted(SUBSCRIBERS, PER_SECOND, arm.name()),
                        "p99 ≤ 100 ms",
                        "p50 %s, p99 %s"
                                .formatted(
                                        millis(rounds.median(arm.name(), Sample::p50)),
                                        millis(p99)),
                        p99 <= 100,
                        rounds.remark(arm.name()));
            }
        }
    }

    /** One node's stores. */
    private record Writer(Jobs jobs, JobLeases leases) {
        /** A new job, its subscribers, and then events whose way is measured. */
        Outcome events(String port, int count) throws Exception {
            var lease = running();
            var first = Objects.requireNonNull(jobs.find(lease.job()).block(PATIENCE)).lastSeq();
            var address =
                    URI.create(
                            "http://127.0.0.1:%s/api/runner-jobs/%s/events/stream?after=%d"
                                    .formatted(port, lease.job(), first));
            var committed = new ConcurrentHashMap<Integer, Long>();
            try (var subscribers = Subscribers.open(address, SUBSCRIBERS, first)) {
                for (var event = 1; event <= count; event++) {
                    LockSupport.parkNanos((long) (1e9 / PER_SECOND));
                    var recorded =
                            jobs.record(lease, new JobEvent.Watched("bench"))
                                    .blockOptional(PATIENCE)
                                    .orElseThrow();
                    committed.put(recorded.seq(), System.nanoTime());
                }
                subscribers.awaitAll(first + count);
                return Outcome.latencies(subscribers.micros(committed));
            } finally {
                jobs.complete(lease, "done").block(PATIENCE);
            }
        }

        private Lease running() {
            var node = "bench-" + UUID.randomUUID();
            var incarnation = UUID.randomUUID();
            jobs.submit(MosaicNode.request(1), "stream:" + incarnation).block(PATIENCE);
            return leases.claim(node, incarnation, 1, 64, LEASE)
                    .map(job -> new Lease(job.id(), job.leaseEpoch(), node, incarnation))
                    .blockFirst(PATIENCE);
        }
    }
}
