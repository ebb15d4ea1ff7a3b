package dev.mosaic.bench;

import static dev.mosaic.bench.Report.number;

import java.nio.file.Files;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;

/** kill -9 of the node that runs a job → another node runs it; two JVMs, the default lease. */
final class TakeoverFigure implements Figure {
    private static final long PAUSE = 50_000_000;
    private static final double PATIENCE_SECONDS = 180;
    private static final String JOB =
            """
            {"repo": "demo/split-the-bill", "issue": 1}
            """;
    private static final String LONG_WORK =
            """
            rounds:
              - turns:
                  - run: "sleep 600"
            """;
    private static final String CLAIMED = "select count(*) from job_claims";
    private static final String LAST_CLAIM = "select extract(epoch from max(at)) from job_claims";

    @Override
    public String name() {
        return "takeover";
    }

    @Override
    public void measure(World world, Report report) throws Exception {
        var script = world.folder("takeover").resolve("script.yml");
        Files.writeString(script, LONG_WORK);
        var database = world.database();
        // both nodes see the same forge
        var forge = world.folder("takeover").resolve("repositories").toString();
        var settings =
                Map.of(
                        "DATABASE_URL",
                        database,
                        "VALKEY_URL",
                        world.redis(),
                        "MOSAIC_FORGE_LOCAL_FOLDER",
                        forge,
                        "MOSAIC_ENGINE_SCRIPTED_SCRIPT",
                        script.toString());
        try (var owner = Program.serve(world.options(), world.folder("owner"), settings)) {
            submit(owner);
            await(database, 1);
            try (var other = Program.serve(world.options(), world.folder("other"), settings)) {
                world.say(
                        "takeover: the owner is killed, %.1f s after the other node was there"
                                .formatted(other.readyAfter()));
                var killed = World.number(database, "select extract(epoch from clock_timestamp())");
                owner.kill();
                await(database, 2);
                var took = World.number(database, LAST_CLAIM) - killed;
                report.goal(
                        name(),
                        "kill -9 of the owner → claimed by another node",
                        "≤ 35 s",
                        number("%.1f s", took),
                        took <= 35,
                        "lease 30 s, one kill");
            }
        }
    }

    /** The sample is made right after the program answers: until then there is no such issue. */
    private static void submit(Program program) throws Exception {
        var end = System.nanoTime() + (long) (PATIENCE_SECONDS * 1e9);
        var answer = program.post("/api/runner-jobs", JOB);
        while (answer.statusCode() == 404 && System.nanoTime() < end) {
            LockSupport.parkNanos(PAUSE);
            answer = program.post("/api/runner-jobs", JOB);
        }
        if (answer.statusCode() >= 300) {
            throw new IllegalStateException(
                    "the job was not accepted: " + answer.statusCode() + " " + answer.body());
        }
    }

    private static void await(String database, int claims) throws Exception {
        var end = System.nanoTime() + (long) (PATIENCE_SECONDS * 1e9);
        while (World.number(database, CLAIMED) < claims) {
            if (System.nanoTime() > end) {
                throw new WrongResult(
                        "claim %d of the job did not come within %.0f s"
                                .formatted(claims, PATIENCE_SECONDS));
            }
            LockSupport.parkNanos(PAUSE);
        }
    }
}
