package dev.mosaic.bench;

import static dev.mosaic.bench.Report.millis;
import static dev.mosaic.bench.Report.number;
import static dev.mosaic.bench.Report.perSecond;

import dev.mosaic.stitcher.job.JobId;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.HdrHistogram.ConcurrentHistogram;
import org.HdrHistogram.Histogram;

/** Many jobs one after the other: what grows with them, and must not. */
final class ChurnFigure implements Figure {
    private static final int CALLERS = 8;
    private static final int PARTS = 10;
    private static final int REPOSITORIES = 200;
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final String DEAD =
            "select coalesce(sum(n_dead_tup), 0) from pg_stat_user_tables";

    @Override
    public String name() {
        return "churn";
    }

    @Override
    public void measure(World world, Report report) throws Exception {
        var each = Math.max(20, world.options().scaled(world.options().churn(), 200) / PARTS);
        var database = world.database();
        MosaicNode.migrate(database);
        var parts = new ArrayList<Part>();
        try (var node = MosaicNode.start(database, world.redis(), CALLERS, Map.of())) {
            var ends = new ConcurrentHashMap<JobId, CompletableFuture<Void>>();
            node.work(
                    CALLERS,
                    claim ->
                            node.complete(claim)
                                    .doOnSuccess(_ -> end(ends, claim.job().id()).complete(null)));
            for (var part = 0; part < PARTS; part++) {
                parts.add(part(node, ends, each, database));
                world.say(
                        "churn: %d of %d: %s"
                                .formatted((part + 1) * each, PARTS * each, parts.getLast()));
            }
            tell(parts, each, report);
            if (node.acquiredConnections() > 1) {
                report.note(
                        "churn: %d database connections are still acquired"
                                .formatted(node.acquiredConnections()));
            }
            complete(database, PARTS * each);
        }
    }

    /**
     * @param p99 of a whole job, from its submission to its end, in milliseconds
     * @param heap bytes in use after a collection
     */
    private record Part(double p99, double perSecond, long heap, long files, long dead) {
        @Override
        public String toString() {
            return "p99 %s, %s, heap %d MB, %d files, %d dead rows"
                    .formatted(
                            millis(p99),
                            Report.perSecond(perSecond),
                            heap / 1_000_000,
                            files,
                            dead);
        }
    }

    private static Part part(
            MosaicNode node, Map<JobId, CompletableFuture<Void>> ends, int jobs, String database)
            throws Exception {
        Histogram latencies = new ConcurrentHistogram(3);
        var turn = new AtomicInteger();
        var start = System.nanoTime();
        Load.times(
                jobs,
                CALLERS,
                () -> {
                    var before = System.nanoTime();
                    var job =
                            node.submit(turn.incrementAndGet() % REPOSITORIES + 1).block(PATIENCE);
                    node.ring();
                    var id = Objects.requireNonNull(job).id();
                    end(ends, id).get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
                    ends.remove(id);
                    latencies.recordValue((System.nanoTime() - before) / 1_000);
                    return id;
                });
        var took = (System.nanoTime() - start) / 1e9;
        System.gc();
        return new Part(
                latencies.getValueAtPercentile(99) / 1_000.0,
                jobs / took,
                Runtime.getRuntime().totalMemory() - Runtime.getRuntime().freeMemory(),
                openFiles(),
                (long) World.number(database, DEAD));
    }

    private static CompletableFuture<Void> end(Map<JobId, CompletableFuture<Void>> ends, JobId id) {
        return ends.computeIfAbsent(id, _ -> new CompletableFuture<>());
    }

    /** The first part warms up; the second is compared with the last. */
    private void tell(List<Part> parts, int each, Report report) {
        var early = parts.get(1);
        var late = parts.getLast();
        var jobs = PARTS * each + " jobs: ";
        var latency = late.p99() / early.p99();
        report.goal(
                name(),
                jobs + "p99 of a whole job, last tenth by second",
                "≤ 1.5×",
                number("%.2f× (%s → %s)", latency, millis(early.p99()), millis(late.p99())),
                latency <= 1.5,
                "%s → %s".formatted(perSecond(early.perSecond()), perSecond(late.perSecond())));
        var heap = (late.heap() - early.heap()) / 1e6;
        report.goal(
                name(),
                jobs + "heap in use after a collection",
                "grows ≤ 10 MB",
                number("%.0f → %.0f MB", early.heap() / 1e6, late.heap() / 1e6),
                heap <= 10,
                "of the benchmark's own JVM");
        report.goal(
                name(),
                jobs + "open files",
                "grow ≤ 10",
                "%d → %d".formatted(early.files(), late.files()),
                late.files() - early.files() <= 10,
                "");
        var most = parts.stream().mapToLong(Part::dead).max().orElse(0);
        report.goal(
                name(),
                jobs + "dead rows of all tables, at most",
                "≤ 0.2 for each job or 20,000",
                Long.toString(most),
                most <= Math.max(20_000, 0.2 * PARTS * each),
                "%d at the end".formatted(late.dead()));
    }

    private static void complete(String database, int jobs) throws Exception {
        var done =
                World.number(
                        database, "select count(*) from runner_jobs where status = 'COMPLETED'");
        if (done != jobs) {
            throw new WrongResult("%.0f of %d jobs were completed".formatted(done, jobs));
        }
        var gaps =
                World.number(
                        database,
                        """
                        select count(*) from (
                            select 1 from job_events group by job_id
                            having max(seq) <> count(*) or min(seq) <> 1) gaps
                        """);
        if (gaps > 0) {
            throw new WrongResult("the logs of %.0f jobs have a gap".formatted(gaps));
        }
    }

    private static long openFiles() throws Exception {
        var folder = Path.of("/proc/self/fd");
        if (!Files.exists(folder)) {
            return 0;
        }
        try (var files = Files.list(folder)) {
            return files.count();
        }
    }
}
