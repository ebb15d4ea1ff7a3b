package dev.mosaic.bench;

import static dev.mosaic.bench.Report.perSecond;

/** How many jobs that do nothing pass a second, 16 at once, from a backlog. */
final class DrainFigure implements Figure {
    private static final int WORKERS = 16;

    private final NodePeers node;

    DrainFigure(NodePeers node) {
        this.node = node;
    }

    @Override
    public String name() {
        return "drain";
    }

    @Override
    public void measure(World world, Report report) throws Exception {
        var jobs = world.options().scaled(400, 50);
        try (var queues = new Queues(world, node, report)) {
            var arms = queues.arms(queue -> queue.drain(jobs, WORKERS));
            var rounds = Rounds.run(world, name(), arms);
            for (var arm : rounds.sound(arms, report)) {
                var value = perSecond(rounds.median(arm.name(), Sample::perSecond));
                report.value(name(), arm.name(), value, rounds.remark(arm.name()));
            }
            for (var arm : arms.subList(1, arms.size())) {
                if (rounds.has(arm.name())) {
                    report.value(
                            name(),
                            "Mosaic by " + arm.name(),
                            rounds.ratio(Queues.MOSAIC, arm.name(), Sample::perSecond).toString(),
                            "");
                }
            }
        }
    }
}
