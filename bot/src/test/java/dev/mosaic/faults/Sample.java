package dev.mosaic.faults;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ThreadLocalRandom;
import java.util.stream.Stream;

/**
 * How much of all cases is run: everything, or ({@code -Dfaults.minutes=8}, {@code
 * -Dfaults.sample=20}, {@code -Dfaults.only=JOB_CLAIMED}) a part of them in an order that {@code
 * -Dfaults.seed} repeats.
 */
final class Sample {
    private Sample() {}

    static long seed() {
        var seed = Long.getLong("faults.seed", ThreadLocalRandom.current().nextInt(1_000_000));
        System.out.println("faults.seed=" + seed);
        return seed;
    }

    static Stream<FaultCase> of(List<FaultCase> all) {
        var only = System.getProperty("faults.only", "");
        var cases =
                new ArrayList<>(all.stream().filter(it -> it.toString().contains(only)).toList());
        var minutes = Integer.getInteger("faults.minutes", 0);
        var count = Integer.getInteger("faults.sample", cases.size());
        if (minutes > 0 || count < cases.size()) {
            Collections.shuffle(cases, new Random(seed()));
        }
        var end = System.nanoTime() + Duration.ofMinutes(minutes).toNanos();
        return cases.stream()
                .limit(count)
                .takeWhile(_ -> minutes == 0 || System.nanoTime() - end < 0);
    }
}
