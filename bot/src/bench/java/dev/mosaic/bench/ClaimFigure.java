package dev.mosaic.bench;

import static dev.mosaic.bench.Report.millis;
import static dev.mosaic.bench.Report.number;
import static dev.mosaic.bench.Report.perSecond;

import dev.mosaic.stitcher.job.Job;
import dev.mosaic.stitcher.job.Lease;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;

/**
 * Claims over 200 repositories with a limit each: how long one takes, and that none is too many.
 */
final class ClaimFigure implements Figure {
    private static final int REPOSITORIES = 200;
    private static final int LIMIT = 2;
    private static final int UNDER_WAY = 20;
    private static final int CLAIMERS = 8;
    private static final double OVERSHOOT_SECONDS = 8;
    private static final Duration LEASE = Duration.ofMinutes(5);
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final String MOST_AT_ONCE =
            """
            select coalesce(max(jobs), 0) from (
                select count(*) as jobs from runner_jobs
                where status in ('RUNNING', 'CANCELLING') group by repo) of_repository
            """;

    @Override
    public String name() {
        return "claim";
    }

    @Override
    public void measure(World world, Report report) throws Exception {
        var few = world.options().scaled(1_000, 100);
        var many = 10 * few;
        var times = world.options().scaled(300, 30);
        try (var small = new Backlog(world, few);
                var large = new Backlog(world, many)) {
            var arms =
                    List.of(
                            Arm.ours(few + " waiting", () -> small.claims(times)),
                            Arm.ours(many + " waiting", () -> large.claims(times)));
            var rounds = Rounds.run(world, name(), arms);
            for (var arm : arms) {
                var p99 = rounds.median(arm.name(), Sample::p99);
                report.goal(
                        name(),
                        arm.name(),
                        "p99 ≤ 40 ms",
                        "p50 %s, p99 %s"
                                .formatted(
                                        millis(rounds.median(arm.name(), Sample::p50)),
                                        millis(p99)),
                        p99 <= 40,
                        rounds.remark(arm.name()));
            }
            var ratio = rounds.ratio(many + " waiting", few + " waiting", Sample::p99);
            report.goal(
                    name(),
                    "p99 of %d by %d waiting".formatted(many, few),
                    "≤ 1.5×",
                    ratio.toString(),
                    ratio.median() <= 1.5,
                    "of the p50: "
                            + rounds.ratio(many + " waiting", few + " waiting", Sample::p50));
            overshoot(large, world.options().scale(), report);
        }
    }

    private void overshoot(Backlog backlog, double scale, Report report) throws Exception {
        var storm = backlog.storm(OVERSHOOT_SECONDS * scale);
        report.goal(
                name(),
                "%d claimers at once, limit %d: most jobs of a repository at once"
                        .formatted(CLAIMERS, LIMIT),
                "0 overshoot",
                number("%d in %d looks", storm.most(), storm.looks()),
                storm.most() <= LIMIT,
                perSecond(storm.perSecond()) + " claimed");
        if (storm.most() > LIMIT) {
            throw new WrongResult(
                    "%d jobs of one repository ran at once, the limit is %d"
                            .formatted(storm.most(), LIMIT));
        }
    }

    /**
     * @param looks how often somebody counted
     */
    private record Storm(int most, int looks, double perSecond) {}

    /** A database whose queue is kept at one length. */
    private static final class Backlog implements AutoCloseable {
        private final String database;
        private final MosaicNode node;
        private final ArrayDeque<Lease> underWay = new ArrayDeque<>();
        private final UUID incarnation = UUID.randomUUID();
        private final AtomicInteger turn = new AtomicInteger();

        Backlog(World world, int length) throws Exception {
            database = world.database();
            MosaicNode.migrate(database);
            node = MosaicNode.start(database, "", 1, Map.of());
            world.say("claim: laying up %d jobs".formatted(length));
            Load.times(length, 16, this::submit);
            World.execute(database, "analyze");
        }

        private Job submit() {
            return node.submit(turn.incrementAndGet() % REPOSITORIES + 1).block(PATIENCE);
        }

        /** One claim after the other; between them one job ends and one is enqueued, unmeasured. */
        Outcome claims(int times) {
            var micros = new long[times];
            for (var i = 0; i < times; i++) {
                var before = System.nanoTime();
                var jobs = claim("bench", incarnation, 1);
                micros[i] = (System.nanoTime() - before) / 1_000;
                if (jobs.size() != 1) {
                    throw new WrongResult("a claim gave %d jobs, not one".formatted(jobs.size()));
                }
                underWay.add(lease(jobs.getFirst(), "bench", incarnation));
                submit();
                if (underWay.size() > UNDER_WAY) {
                    complete(underWay.remove());
                }
            }
            return Outcome.latencies(micros);
        }

        /** Many nodes claim all they can, while somebody counts. */
        Storm storm(double seconds) throws Exception {
            var over = new AtomicBoolean();
            var claimed = new AtomicInteger();
            var start = System.nanoTime();
            try (var threads = Executors.newFixedThreadPool(CLAIMERS + 1)) {
                var all = new ArrayList<Future<?>>();
                for (var claimer = 0; claimer < CLAIMERS; claimer++) {
                    var number = claimer;
                    all.add(threads.submit(() -> grab(number, over, claimed)));
                }
                var counting = threads.submit(() -> count(over));
                LockSupport.parkNanos((long) (seconds * 1e9));
                over.set(true);
                for (var each : all) {
                    each.get();
                }
                var counts = counting.get();
                var took = (System.nanoTime() - start) / 1e9;
                return new Storm(counts[0], counts[1], claimed.get() / took);
            }
        }

        private void grab(int number, AtomicBoolean over, AtomicInteger claimed) {
            var random = new Random(number);
            var name = "bench-" + number;
            var self = UUID.randomUUID();
            var mine = new ArrayList<Lease>();
            while (!over.get()) {
                for (var job : claim(name, self, 1 + random.nextInt(64))) {
                    mine.add(lease(job, name, self));
                    claimed.incrementAndGet();
                }
                for (var ends = random.nextInt(20); ends > 0 && !mine.isEmpty(); ends--) {
                    complete(mine.remove(random.nextInt(mine.size())));
                }
            }
            mine.forEach(this::complete);
        }

        private int[] count(AtomicBoolean over) throws SQLException {
            var most = 0;
            var looks = 0;
            try (var connection = DriverManager.getConnection(World.jdbc(database));
                    var statement = connection.prepareStatement(MOST_AT_ONCE)) {
                while (!over.get()) {
                    try (var rows = statement.executeQuery()) {
                        rows.next();
                        most = Math.max(most, rows.getInt(1));
                    }
                    looks++;
                    LockSupport.parkNanos(5_000_000);
                }
            }
            return new int[] {most, looks};
        }

        private List<Job> claim(String name, UUID self, int slots) {
            return node.leases()
                    .claim(name, self, slots, LIMIT, LEASE)
                    .collectList()
                    .blockOptional(PATIENCE)
                    .orElseThrow();
        }

        private void complete(Lease lease) {
            node.jobs().complete(lease, "done").block(PATIENCE);
        }

        private static Lease lease(Job job, String name, UUID self) {
            return new Lease(job.id(), job.leaseEpoch(), name, self);
        }

        @Override
        public void close() {
            node.close();
        }
    }
}
