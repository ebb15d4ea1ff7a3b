package dev.mosaic.bench;

import static dev.mosaic.bench.Report.number;

import dev.mosaic.stitcher.forge.LocalRepositories;
import dev.mosaic.stitcher.forge.RepoName;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;
import java.util.regex.Pattern;

/**
 * Ten agents at once, each in a container of its own that keeps a processor busy. Left out by name
 * where no image is named.
 */
final class AgentsFigure implements Figure {
    private static final int AGENTS = 10;
    private static final int BUSY_SECONDS = 30;
    private static final double PATIENCE_SECONDS = 300;
    private static final long PAUSE = 200_000_000;
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final String IMAGE = "MOSAIC_SANDBOX_DOCKER_IMAGE";
    private static final RepoName REPOSITORY = new RepoName("bench", "agents");
    private static final String POLICY = "version: 1\ngates:\n  test: test -f made\n";
    private static final String WORK =
            """
            rounds:
              - turns:
                  - run: "timeout %d sh -c 'while :; do :; done'; echo made > made"
            """;
    private static final Pattern MEBIBYTES = Pattern.compile("([0-9.]+)([KMG])iB /");

    /** {@code mosaic.queue.heartbeat} as shipped. */
    private static final double HEARTBEAT_SECONDS = 10;

    @Override
    public String name() {
        return "agents";
    }

    @Override
    public void measure(World world, Report report) throws Exception {
        if (System.getenv(IMAGE) == null) {
            report.note(
                    "LEFT OUT: agents, because %s names no image (docs/sandbox.md)."
                            .formatted(IMAGE));
            return;
        }
        var database = world.database();
        var settings = new HashMap<>(settings(world, database));
        makeIssues(world, database, settings.get("MOSAIC_FORGE_LOCAL_FOLDER"));
        try (var program = Program.serve(world.options(), world.folder(name()), settings)) {
            world.say("agents: %d at once".formatted(AGENTS));
            var begun = System.nanoTime();
            for (var issue = 1; issue <= AGENTS; issue++) {
                submit(program, issue);
            }
            await(database, "select count(*) from agents where state = 'RUNNING'");
            var spawned = (System.nanoTime() - begun) / 1e9;
            var before = program.processorSeconds();
            var looked = System.nanoTime();
            var seen = watch(world, database);
            var processor =
                    100
                            * (program.processorSeconds() - before)
                            / ((System.nanoTime() - looked) / 1e9);
            report(report, world, program, new Found(spawned, processor, seen));
            await(database, "select count(*) from runner_jobs where status = 'COMPLETED'");
            if (World.number(database, "select count(*) from job_claims") != AGENTS) {
                throw new WrongResult("a job of ten was taken away from the node that had it");
            }
        }
    }

    private static Map<String, String> settings(World world, String database) throws Exception {
        var folder = world.folder("agents-forge");
        var script = folder.resolve("script.yml");
        Files.writeString(script, WORK.formatted(BUSY_SECONDS));
        return Map.of(
                "DATABASE_URL", database,
                "VALKEY_URL", world.redis(),
                "MOSAIC_SANDBOX_KIND", "docker",
                "MOSAIC_FORGE_LOCAL_FOLDER", folder.resolve("repositories").toString(),
                "MOSAIC_ENGINE_SCRIPTED_SCRIPT", script.toString(),
                "MOSAIC_QUEUE_SLOTS", Integer.toString(AGENTS),
                "MOSAIC_QUEUE_PERREPOSITORY", Integer.toString(AGENTS));
    }

    private static void makeIssues(World world, String database, String forge) throws Exception {
        try (var server =
                ServerHere.start(
                        world, "agents-issues", database, "--mosaic.forge.local.folder=" + forge)) {
            var repositories = server.getBean(LocalRepositories.class);
            var files = Map.of(".mosaic.yml", POLICY, "README.md", "Agents\n");
            var repo =
                    repositories
                            .create(REPOSITORY, files, "Begin")
                            .blockOptional(PATIENCE)
                            .orElseThrow();
            for (var issue = 1; issue <= AGENTS; issue++) {
                repositories
                        .openIssue(repo.ref(), "Wish " + issue, "", "bench")
                        .blockOptional(PATIENCE)
                        .orElseThrow();
            }
        }
    }

    private static void submit(Program program, int issue) throws Exception {
        var answer =
                program.post(
                        "/api/runner-jobs",
                        "{\"repo\": \"%s\", \"issue\": %d}".formatted(REPOSITORY, issue));
        if (answer.statusCode() >= 300) {
            throw new IllegalStateException(
                    "the job was not accepted: " + answer.statusCode() + " " + answer.body());
        }
    }

    private static void await(String database, String count) throws Exception {
        var end = System.nanoTime() + (long) (PATIENCE_SECONDS * 1e9);
        while (World.number(database, count) < AGENTS) {
            if (System.nanoTime() > end) {
                throw new WrongResult(
                        "%s was not %d within %.0f s".formatted(count, AGENTS, PATIENCE_SECONDS));
            }
            LockSupport.parkNanos(PAUSE);
        }
    }

    /**
     * What was the most of each while they worked.
     *
     * @param silence seconds since the last heartbeat
     * @param megabytes of all containers of the engine together, as it counts them
     */
    private record Most(double silence, double connections, double megabytes) {}

    private record Found(double spawnedAfter, double processor, Most most) {}

    private static Most watch(World world, String database) throws Exception {
        var end = System.nanoTime() + (long) (BUSY_SECONDS * 0.6 * 1e9);
        var most = new Most(0, 0, 0);
        while (System.nanoTime() < end) {
            var silence =
                    World.number(
                            database,
                            "select extract(epoch from max(clock_timestamp() - heartbeat_at)) from nodes where alive_until > clock_timestamp()");
            most =
                    new Most(
                            Math.max(most.silence(), silence),
                            Math.max(most.connections(), world.connectionsOfRedis()),
                            Math.max(most.megabytes(), megabytesOfContainers()));
            LockSupport.parkNanos(PAUSE);
        }
        return most;
    }

    private static double megabytesOfContainers() throws Exception {
        var process =
                new ProcessBuilder("docker", "stats", "--no-stream", "--format", "{{.MemUsage}}")
                        .redirectErrorStream(true)
                        .start();
        var printed = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        process.waitFor();
        return MEBIBYTES
                .matcher(printed)
                .results()
                .mapToDouble(it ->
                        Double.parseDouble(it.group(1))
                                * switch (it.group(2)) {
                                    case "K" -> 1 / 1024.0;
                                    case "G" -> 1024;
                                    default -> 1;
                                })
                .sum();
    }

    private void report(Report report, World world, Program program, Found found) throws Exception {
        var resident = program.resident() / 1e6 / 1.048576;
        var all = resident + found.most().megabytes();
        report.goal(
                name(),
                "%d jobs asked for → all agents at work".formatted(AGENTS),
                "≤ 10 s",
                number("%.1f s", found.spawnedAfter()),
                found.spawnedAfter() <= 10,
                "containers made, profile compared, first command begun");
        report.goal(
                name(),
                "longest time between two heartbeats while all spin",
                "none missed: < %.0f s".formatted(2 * HEARTBEAT_SECONDS),
                number("%.1f s", found.most().silence()),
                found.most().silence() < 2 * HEARTBEAT_SECONDS,
                "%d processors".formatted(Runtime.getRuntime().availableProcessors()));
        report.goal(
                name(),
                "memory of the server and of all containers",
                "< 4 GB",
                number("%.0f MB + %.0f MB", resident, found.most().megabytes()),
                all < 4_096,
                "");
        report.value(
                name(),
                "processor of the server while all spin",
                number("%.1f %%", found.processor()),
                "of one processor");
        report.value(
                name(), "connections to Valkey", number("%.0f", found.most().connections()), "");
    }
}
