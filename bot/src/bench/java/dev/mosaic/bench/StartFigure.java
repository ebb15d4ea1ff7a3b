package dev.mosaic.bench;

import static dev.mosaic.bench.Report.millis;

import java.util.ArrayList;
import java.util.List;
import java.util.function.ToDoubleFunction;

/** Enqueue commit → start of the work, on an idle node; with Valkey and without. */
final class StartFigure implements Figure {
    private static final double PER_SECOND = 25;
    private static final double GOAL = 100;
    private static final double GOAL_ALONE = 1_300;

    private final NodePeers node;

    StartFigure(NodePeers node) {
        this.node = node;
    }

    @Override
    public String name() {
        return "start";
    }

    @Override
    public void measure(World world, Report report) throws Exception {
        var jobs = world.options().scaled(50, 5);
        try (var queues = new Queues(world, node, report);
                var alone =
                        new MosaicQueue(Queues.MOSAIC_ALONE, world.database(), World.noRedis())) {
            var arms = new ArrayList<>(queues.arms(queue -> queue.starts(jobs, PER_SECOND)));
            arms.add(1, Arm.ours(alone.name(), () -> alone.starts(jobs, PER_SECOND)));
            tell(Rounds.run(world, name(), arms), arms, report);
        }
    }

    private void tell(Rounds rounds, List<Arm> arms, Report report) {
        for (var arm : rounds.sound(arms, report)) {
            var p99 = rounds.median(arm.name(), Sample::p99);
            var value =
                    "p50 %s, p99 %s"
                            .formatted(millis(rounds.median(arm.name(), Sample::p50)), millis(p99));
            var remark = rounds.remark(arm.name());
            switch (arm.name()) {
                case Queues.MOSAIC ->
                        report.goal(name(), arm.name(), "p99 ≤ 100 ms", value, p99 <= GOAL, remark);
                case Queues.MOSAIC_ALONE ->
                        report.goal(
                                name(),
                                arm.name(),
                                "p99 ≤ 1.3 s",
                                value,
                                p99 <= GOAL_ALONE,
                                remark);
                default -> report.value(name(), arm.name(), value, remark);
            }
        }
        compare(rounds, report, Queues.GRAPHILE, "p50 ≤ 2× graphile-worker", 2, Sample::p50);
        compare(rounds, report, Queues.PG_BOSS, "p99 ≤ 1.0× pg-boss", 1, Sample::p99);
        compare(rounds, report, Queues.JOBRUNR_FAST, "p50 ≤ 0.05× JobRunr", 0.05, Sample::p50);
    }

    private void compare(
            Rounds rounds,
            Report report,
            String peer,
            String goal,
            double limit,
            ToDoubleFunction<Sample> value) {
        if (rounds.has(peer)) {
            var ratio = rounds.ratio(Queues.MOSAIC, peer, value);
            report.goal(
                    name(),
                    "Mosaic by " + peer,
                    goal,
                    ratio.toString(),
                    ratio.median() <= limit,
                    rounds.remark(peer));
        }
    }
}
