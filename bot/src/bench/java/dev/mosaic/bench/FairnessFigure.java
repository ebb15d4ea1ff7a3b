package dev.mosaic.bench;

import static dev.mosaic.bench.Report.millis;
import static dev.mosaic.bench.Report.number;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import reactor.core.publisher.Mono;

/** One repository lays up many jobs, then another one few: how long the few wait. */
final class FairnessFigure implements Figure {
    private static final String MOSAIC = "Mosaic";
    private static final int MANY = 1_000;
    private static final int FEW = 10;
    private static final int WORKERS = 4;
    private static final int MILLIS = 20;
    private static final int MOST_ROUNDS = 3;
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private final NodePeers node;

    FairnessFigure(NodePeers node) {
        this.node = node;
    }

    @Override
    public String name() {
        return "fairness";
    }

    @Override
    public void measure(World world, Report report) throws Exception {
        var many = world.options().scaled(MANY, 100);
        var jain = new AtomicReference<>(Double.NaN);
        var arms = new ArrayList<Arm>();
        arms.add(Arm.ours(MOSAIC, () -> mosaic(world, many, jain)));
        var peers = new ArrayList<NodeQueue>();
        try {
            if (node.installed(world)) {
                peers.add(peer(Queues.GRAPHILE, "graphile", world));
                peers.add(peer(Queues.PG_BOSS, "pgboss", world));
            } else {
                report.note("LEFT OUT: graphile-worker and pg-boss: " + node.trouble());
            }
            for (var peer : peers) {
                arms.add(Arm.peer(peer.name(), () -> peer.fairness(many, FEW, WORKERS, MILLIS)));
            }
            var count = Math.min(MOST_ROUNDS, world.options().rounds());
            tell(Rounds.run(world, name(), count, arms), arms, jain.get(), report);
        } finally {
            for (var peer : peers) {
                peer.close();
            }
        }
    }

    private NodeQueue peer(String name, String kind, World world) throws Exception {
        return NodeQueue.start(node.folder(), name, kind, world.database());
    }

    private void tell(Rounds rounds, List<Arm> arms, double jain, Report report) {
        for (var arm : rounds.sound(arms, report)) {
            report.value(
                    name(),
                    arm.name() + ": last of the few began after",
                    millis(rounds.median(arm.name(), Sample::max)),
                    rounds.remark(arm.name()));
        }
        for (var arm : arms.subList(1, arms.size())) {
            if (rounds.has(arm.name())) {
                var ratio = rounds.ratio(MOSAIC, arm.name(), Sample::max);
                report.goal(
                        name(),
                        "Mosaic by " + arm.name(),
                        "≤ 0.05×",
                        ratio.toString(),
                        ratio.median() <= 0.05,
                        "first in, first out");
            }
        }
        report.goal(
                name(),
                "Jain index while both wait",
                "≥ 0.95",
                number("%.3f", jain),
                jain >= 0.95,
                "the worst of all rounds");
    }

    private static Outcome mosaic(World world, int many, AtomicReference<Double> jain)
            throws Exception {
        var database = world.database();
        MosaicNode.migrate(database);
        var starts = new ConcurrentLinkedQueue<Start>();
        try (var mosaic = MosaicNode.start(database, world.redis(), WORKERS, Map.of())) {
            for (var i = 0; i < many + FEW; i++) {
                mosaic.submit(i < many ? 1 : 2).block(PATIENCE);
            }
            mosaic.work(
                    WORKERS,
                    claim -> {
                        var repository = claim.job().request().issue().repo().key();
                        starts.add(new Start(repository.endsWith("2"), System.nanoTime()));
                        return Mono.delay(Duration.ofMillis(MILLIS)).then(mosaic.complete(claim));
                    });
            mosaic.ring();
            return judged(starts, jain);
        }
    }

    private record Start(boolean few, long at) {}

    private static Outcome judged(Queue<Start> starts, AtomicReference<Double> jain)
            throws InterruptedException {
        var end = System.nanoTime() + PATIENCE.toNanos() * 4;
        while (starts.stream().filter(Start::few).count() < FEW) {
            if (System.nanoTime() > end) {
                throw new WrongResult("jobs of the small repository never began");
            }
            LockSupport.parkNanos(2_000_000);
        }
        var all = List.copyOf(starts);
        var last = all.stream().filter(Start::few).mapToLong(Start::at).max().orElseThrow();
        var first = all.stream().mapToLong(Start::at).min().orElseThrow();
        double others = all.stream().filter(s -> !s.few() && s.at() <= last).count();
        var index = (others + FEW) * (others + FEW) / (2 * (others * others + FEW * FEW));
        jain.accumulateAndGet(index, (old, now) -> Double.isNaN(old) ? now : Math.min(old, now));
        return Outcome.latencies(new long[] {(last - first) / 1_000});
    }
}
