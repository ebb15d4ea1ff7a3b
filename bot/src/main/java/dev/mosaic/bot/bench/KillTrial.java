package dev.mosaic.bot.bench;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;

/**
 * How long a kill takes until everything is proven gone, beside the engine's own kill; and whether
 * anything survives, asked of others than the one who killed.
 */
public final class KillTrial {
    private static final double FACTOR = 1.5;
    private static final double MORE = 100;
    private static final double LONGEST = 2_000;
    private static final double LONGEST_OF_ALL = 5_000;
    private static final int WORD = 25;

    private final Bench bench;
    private final Survivors survivors = new Survivors();

    public KillTrial(Bench bench) {
        this.bench = bench;
    }

    /**
     * What to measure.
     *
     * @param rounds of a kill beside a bare one that count, after one that does not
     * @param atOnce how many are killed at the same time
     * @param kills how many are killed one after the other, fork bombs and those who ignore signals
     *     among them
     */
    public record Counts(int rounds, int atOnce, int kills) {}

    public Result measure(Counts counts) throws InterruptedException {
        var result = new Result("kill", bench.engine());
        pairs(result, counts.rounds());
        atOnce(result, counts.atOnce());
        hostile(result, counts.kills());
        survivors.tell(result);
        return result;
    }

    private void pairs(Result result, int rounds) throws InterruptedException {
        var bare = new Latencies();
        var ours = new Latencies();
        for (var round = 0; round <= rounds; round++) {
            bench.tell("kill: round %d of %d".formatted(round, rounds));
            var bareFirst = round % 2 == 0;
            var first = bareFirst ? bare() : ours(Conduct.SLEEPER);
            var second = bareFirst ? ours(Conduct.SLEEPER) : bare();
            if (round > 0) {
                bare.addNanos(bareFirst ? first : second);
                ours.addNanos(bareFirst ? second : first);
            }
        }
        var most = FACTOR * bare.median() + MORE;
        result.value("bare container that sleeps: kill, its end", bare);
        result.goal(
                "agent's container that sleeps: kill, until proven gone",
                "p50 ≤ 1.5× + 100 ms = " + Latencies.text(most),
                ours.toString(),
                ours.median() <= most,
                String.format(
                        Locale.ROOT, "%.2f× the bare kill, %d rounds", ours.by(bare), ours.count()),
                ours.numbers());
    }

    private long bare() throws InterruptedException {
        try (var bare = bench.startBare("sleep", "1000")) {
            var begun = System.nanoTime();
            bare.kill();
            return System.nanoTime() - begun;
        }
    }

    /** One kill, looked at by others when it says that it is over. */
    private long ours(Conduct conduct) throws InterruptedException {
        try (var victim = Victim.open(bench, conduct)) {
            var begun = System.nanoTime();
            var said = victim.kill();
            var nanos = System.nanoTime() - begun;
            survivors.count(victim.seen(), said, victim.alive());
            survivors.countContainers(bench.running());
            return nanos;
        }
    }

    private void atOnce(Result result, int count) throws InterruptedException {
        var victims = new ArrayList<Victim>();
        try {
            for (var i = 0; i < count; i++) {
                bench.tell("kill: %d of %d stand ready".formatted(i, count));
                victims.add(Victim.open(bench, Conduct.IGNORER));
            }
            var took = new Latencies();
            took.addNanos(killTogether(victims));
            survivors.countContainers(bench.running());
            result.goal(
                    "%d at once, all ignoring signals: until the last is proven gone"
                            .formatted(count),
                    "≤ 5 s",
                    Latencies.text(took.max()),
                    took.max() <= LONGEST_OF_ALL,
                    "",
                    took.numbers());
        } finally {
            closeTogether(victims);
        }
    }

    private long killTogether(List<Victim> victims) throws InterruptedException {
        var go = new CountDownLatch(1);
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            var kills =
                    victims.stream()
                            .map(victim ->
                                    threads.submit(
                                            (Callable<List<String>>)
                                                    () -> {
                                                        go.await();
                                                        return victim.kill();
                                                    }))
                            .toList();
            var begun = System.nanoTime();
            go.countDown();
            var said = new ArrayList<List<String>>();
            for (var kill : kills) {
                said.add(kill.get());
            }
            var nanos = System.nanoTime() - begun;
            for (var i = 0; i < victims.size(); i++) {
                var victim = victims.get(i);
                survivors.count(victim.seen(), said.get(i), victim.alive());
            }
            return nanos;
        } catch (ExecutionException e) {
            throw new IllegalStateException(e);
        }
    }

    private static void closeTogether(List<Victim> victims) {
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            victims.forEach(victim -> threads.execute(victim::close));
        }
    }

    private void hostile(Result result, int kills) throws InterruptedException {
        var each = new LinkedHashMap<Conduct, Latencies>();
        var all = new Latencies();
        for (var i = 0; i < kills; i++) {
            if (i % WORD == 0) {
                bench.tell("kill: %d of %d are gone".formatted(i, kills));
            }
            var conduct = Conduct.of(i);
            var nanos = ours(conduct);
            all.addNanos(nanos);
            each.computeIfAbsent(conduct, _ -> new Latencies()).addNanos(nanos);
        }
        result.goal(
                "%d kills, one after the other, until proven gone".formatted(kills),
                "p99 ≤ 2 s",
                all.toString(),
                all.percentile(99) <= LONGEST,
                "",
                all.numbers());
        each.forEach((conduct, measured) ->
                result.value(
                        "of these %d %s"
                                .formatted(
                                        measured.count(),
                                        switch (conduct) {
                                            case SLEEPER -> "that sleep";
                                            case IGNORER -> "that ignore signals";
                                            case BOMB -> "fork bombs";
                                        }),
                        measured));
    }
}
