package dev.mosaic.bench;

import static dev.mosaic.bench.Report.millis;
import static dev.mosaic.bench.Report.perSecond;

import java.util.ArrayList;

/** How many jobs a second 16 callers can enqueue, each waiting for its commit. */
final class EnqueueFigure implements Figure {
    private static final int CALLERS = 16;
    private static final double SECONDS = 2;

    private final NodePeers node;

    EnqueueFigure(NodePeers node) {
        this.node = node;
    }

    @Override
    public String name() {
        return "enqueue";
    }

    @Override
    public void measure(World world, Report report) throws Exception {
        var seconds = SECONDS * world.options().scale();
        try (var queues = new Queues(world, node, report)) {
            var limit = RawEnqueue.prepare(world, CALLERS);
            var arms = new ArrayList<>(queues.arms(queue -> queue.enqueue(CALLERS, seconds)));
            arms.add(1, Arm.ours(limit.name(), () -> limit.run(seconds)));
            var rounds = Rounds.run(world, name(), arms);
            for (var arm : rounds.sound(arms, report)) {
                var rate = rounds.median(arm.name(), Sample::perSecond);
                var p50 = rounds.median(arm.name(), Sample::p50);
                var value = perSecond(rate) + (p50 > 0 ? ", p50 " + millis(p50) : "");
                report.value(name(), arm.name(), value, rounds.remark(arm.name()));
            }
            goal(rounds, report, limit.name(), "≥ 0.35×", 0.35);
            goal(rounds, report, Queues.GRAPHILE, "≥ 0.7×", 0.7);
            goal(rounds, report, Queues.DB_SCHEDULER, "≥ 1.0×", 1);
            goal(rounds, report, Queues.JOBRUNR_FAST, "≥ 1.0×", 1);
        }
    }

    private void goal(Rounds rounds, Report report, String by, String goal, double least) {
        if (rounds.has(by)) {
            var ratio = rounds.ratio(Queues.MOSAIC, by, Sample::perSecond);
            report.goal(
                    name(),
                    "Mosaic by " + by,
                    goal,
                    ratio.toString(),
                    ratio.median() >= least,
                    rounds.remark(by));
        }
    }
}
