package dev.mosaic.bot.bench;

import dev.mosaic.stitcher.failure.Failure;
import dev.mosaic.stitcher.sandbox.ShellCommand;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** How long an agent's container takes until its first command ran, beside a bare run. */
public final class SpawnTrial {
    private static final String BARE = "bare run: create, start, `true`, its end";
    private static final String OURS = "agent's container: open, until `true` ran in it";
    private static final String WITH_WAY_OUT = OURS + ", with a forwarder beside it";
    private static final double FACTOR = 1.5;
    private static final double MORE = 300;

    private final Bench bench;

    public SpawnTrial(Bench bench) {
        this.bench = bench;
    }

    /**
     * Measures all sides in each round, in turning order.
     *
     * @param rounds that count, after one that does not
     */
    public Result measure(int rounds) throws InterruptedException {
        var result = new Result("spawn", bench.engine());
        var sides = new LinkedHashMap<String, Side>();
        sides.put(BARE, this::bare);
        sides.put(OURS, () -> ours(bench::open));
        if (bench.hasForwarder()) {
            sides.put(WITH_WAY_OUT, () -> ours(bench::openWithForwarder));
        }
        var measured = new LinkedHashMap<String, Latencies>();
        sides.keySet().forEach(side -> measured.put(side, new Latencies()));
        for (var round = 0; round <= rounds; round++) {
            bench.tell("spawn: round %d of %d".formatted(round, rounds));
            for (var name : order(List.copyOf(sides.keySet()), round)) {
                var nanos = sides.get(name).nanos();
                if (round > 0) {
                    measured.get(name).addNanos(nanos);
                }
            }
        }
        tell(result, measured);
        return result;
    }

    private static List<String> order(List<String> names, int round) {
        return round % 2 == 0 ? names : names.reversed();
    }

    private static void tell(Result result, Map<String, Latencies> measured) {
        var bare = measured.get(BARE);
        result.value(BARE, bare);
        measured.forEach((name, ours) -> {
            if (!name.equals(BARE)) {
                var most = FACTOR * bare.median() + MORE;
                result.goal(
                        name,
                        "p50 ≤ 1.5× + 300 ms = " + Latencies.text(most),
                        ours.toString(),
                        ours.median() <= most,
                        String.format(
                                Locale.ROOT,
                                "%.2f× the bare run, %d rounds",
                                ours.by(bare),
                                ours.count()),
                        ours.numbers());
            }
        });
    }

    private long bare() throws InterruptedException {
        var begun = System.nanoTime();
        try (var bare = bench.startBare("true")) {
            var exit = bare.awaitEnd();
            var nanos = System.nanoTime() - begun;
            mustBeZero(exit);
            return nanos;
        }
    }

    private static long ours(Opening opening) throws InterruptedException {
        var begun = System.nanoTime();
        try (var opened = opening.open()) {
            var exit =
                    opened.handle().run(ShellCommand.line("true", Duration.ofSeconds(30))).exit();
            var nanos = System.nanoTime() - begun;
            mustBeZero(exit);
            return nanos;
        }
    }

    private static void mustBeZero(int exit) {
        if (exit != 0) {
            throw new Failure.Never(
                    "The command `true` ended with exit code %d in a container. Let mosaic.sandbox.docker.image name an image that has it."
                            .formatted(exit),
                    null);
        }
    }

    /** One of those that are compared. */
    private interface Side {
        long nanos() throws InterruptedException;
    }

    /** A way to open a sandbox. */
    private interface Opening {
        Bench.Opened open() throws InterruptedException;
    }
}
