package dev.mosaic.bot.bench;

import dev.mosaic.stitcher.failure.Failure;
import dev.mosaic.stitcher.sandbox.ShellCommand;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

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
        var bare = new Side(BARE, this::bare);
        var sides = new ArrayList<>(List.of(bare, new Side(OURS, () -> ours(bench::open))));
        if (bench.hasForwarder()) {
            sides.add(new Side(WITH_WAY_OUT, () -> ours(bench::openWithForwarder)));
        }
        for (var round = 0; round <= rounds; round++) {
            bench.tell("spawn: round %d of %d".formatted(round, rounds));
            for (var side : round % 2 == 0 ? sides : sides.reversed()) {
                var nanos = side.run().nanos();
                if (round > 0) {
                    side.took().addNanos(nanos);
                }
            }
        }
        result.value(BARE, bare.took());
        sides.stream().skip(1).forEach(side -> compare(result, side, bare.took()));
        return result;
    }

    private static void compare(Result result, Side side, Latencies bare) {
        var ours = side.took();
        var most = FACTOR * bare.median() + MORE;
        result.goal(
                side.name(),
                "p50 ≤ 1.5× + 300 ms = " + Latencies.text(most),
                ours.toString(),
                ours.median() <= most,
                String.format(
                        Locale.ROOT, "%.2f× the bare run, %d rounds", ours.by(bare), ours.count()),
                ours.numbers());
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

    /** One of those that are compared, and how long it took each time. */
    private record Side(String name, Timed run, Latencies took) {
        Side(String name, Timed run) {
            this(name, run, new Latencies());
        }
    }

    /** Does it once. */
    private interface Timed {
        long nanos() throws InterruptedException;
    }

    /** A way to open a sandbox. */
    private interface Opening {
        Bench.Opened open() throws InterruptedException;
    }
}
