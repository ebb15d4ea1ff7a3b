package dev.mosaic.bench;

import static dev.mosaic.bench.Report.number;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;

/** What {@code mosaic serve} costs when nobody asks it for anything, and how soon it is there. */
final class IdleFigure implements Figure {
    private static final double REST_SECONDS = 30;
    private static final double LOOK_SECONDS = 60;

    /** The compiler goes on for minutes after a start; what comes after it is what rest costs. */
    private static final double SETTLE_SECONDS = 240;

    private static final String COMMITS =
            "select xact_commit + xact_rollback from pg_stat_database where datname = current_database()";

    @Override
    public String name() {
        return "idle";
    }

    @Override
    public void measure(World world, Report report) throws Exception {
        if (!Files.exists(Path.of("/proc/self/stat"))) {
            report.note("LEFT OUT: idle: it reads /proc, which this machine does not have");
            return;
        }
        var home = world.folder("idle");
        try (var first = Program.serve(world.options(), home, Map.of())) {
            report.value(
                    name(),
                    "first start, which unpacks PostgreSQL and makes the database: ready after",
                    number("%.1f s", first.readyAfter()),
                    "once for a home");
        }
        try (var second = Program.serve(world.options(), home, Map.of())) {
            ready(report, "every other start", second);
        }
        var database = world.database();
        var stores = Map.of("DATABASE_URL", database, "VALKEY_URL", world.redis());
        try (var program = Program.serve(world.options(), world.folder("idle-2"), stores)) {
            rest(REST_SECONDS * world.options().scale());
            var young = processor(program, world);
            rest(SETTLE_SECONDS * world.options().scale());
            var before = program.processorSeconds();
            var commits = World.number(database, COMMITS);
            var start = System.nanoTime();
            rest(LOOK_SECONDS * world.options().scale());
            var seconds = (System.nanoTime() - start) / 1e9;
            var processor = 100 * (program.processorSeconds() - before) / seconds;
            var queries = (World.number(database, COMMITS) - commits) / seconds;
            var resident = program.resident() / 1e6 / 1.048576;
            report.goal(
                    name(),
                    "resident memory",
                    "≤ 512 MB",
                    number("%.0f MB", resident),
                    resident <= 512,
                    "the JVM alone, without the stores");
            report.value(
                    name(),
                    "processor from 30 s to 90 s after the start",
                    number("%.1f %%", young),
                    "of one processor; the compiler still works");
            report.goal(
                    name(),
                    "processor 5 min after the start",
                    "≤ 2 %",
                    number("%.1f %%", processor),
                    processor <= 2,
                    "of one processor");
            report.goal(
                    name(),
                    "database",
                    "≤ 3 transactions/s",
                    number("%.1f/s", queries),
                    queries <= 3,
                    "");
        }
    }

    /** Of one processor, in percent, from now on. */
    private static double processor(Program program, World world) throws IOException {
        var before = program.processorSeconds();
        var start = System.nanoTime();
        rest(LOOK_SECONDS * world.options().scale());
        return 100 * (program.processorSeconds() - before) / ((System.nanoTime() - start) / 1e9);
    }

    private void ready(Report report, String what, Program program) {
        report.goal(
                name(),
                what + ": ready after",
                "≤ 12 s",
                number("%.1f s", program.readyAfter()),
                program.readyAfter() <= 12,
                "");
    }

    private static void rest(double seconds) {
        LockSupport.parkNanos((long) (seconds * 1e9));
    }
}
