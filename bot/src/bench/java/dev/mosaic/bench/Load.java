package dev.mosaic.bench;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/** Load for queues in this JVM, the same for each. */
final class Load {
    private static final long PATIENCE_SECONDS = 300;
    private static final double SECOND = 1e9;

    private Load() {}

    /** Does one thing again and again, in so many threads, each waiting for its answer. */
    static Outcome closed(int callers, double seconds, Callable<?> call) throws Exception {
        var start = System.nanoTime();
        var end = start + (long) (seconds * SECOND);
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            var all = new ArrayList<Future<long[]>>();
            for (var caller = 0; caller < callers; caller++) {
                all.add(threads.submit(() -> again(end, call)));
            }
            var micros = new ArrayList<long[]>();
            for (var each : all) {
                micros.add(each.get());
            }
            var took = System.nanoTime() - start;
            var flat = micros.stream().flatMapToLong(Arrays::stream).toArray();
            return new Outcome(flat, flat.length * SECOND / took);
        }
    }

    private static long[] again(long end, Callable<?> call) throws Exception {
        var micros = new ArrayList<Long>();
        while (System.nanoTime() < end) {
            var before = System.nanoTime();
            call.call();
            micros.add((System.nanoTime() - before) / 1_000);
        }
        return micros.stream().mapToLong(Long::longValue).toArray();
    }

    /** Does something so often, in so many threads. */
    static void times(int count, int callers, Callable<?> call) throws Exception {
        try (var threads = Executors.newFixedThreadPool(callers)) {
            var all = new ArrayList<Future<?>>();
            for (var i = 0; i < count; i++) {
                all.add(threads.submit(call));
            }
            for (var each : all) {
                each.get();
            }
        }
    }

    /**
     * Enqueues at irregular times.
     *
     * @param enqueue enqueues a job, and gives what its start will be known by when the commit is
     *     known
     * @param begun when each job's work began, by {@link System#nanoTime}
     */
    static Outcome open(int jobs, double perSecond, Callable<?> enqueue, Map<?, Long> begun)
            throws Exception {
        var random = new Random(jobs);
        var ids = new ArrayList<Object>();
        var committed = new ArrayList<Long>();
        for (var i = 0; i < jobs; i++) {
            LockSupport.parkNanos((long) (SECOND / perSecond * (0.5 + random.nextDouble())));
            ids.add(enqueue.call());
            committed.add(System.nanoTime());
        }
        awaitSize(begun, jobs);
        var micros = new long[jobs];
        for (var i = 0; i < jobs; i++) {
            micros[i] = Math.max(0, begun.get(ids.get(i)) - committed.get(i)) / 1_000;
        }
        return Outcome.latencies(micros);
    }

    /** The rate from the first start to the last. */
    static Outcome rate(Map<?, Long> begun, int jobs) throws InterruptedException {
        awaitSize(begun, jobs);
        var times = begun.values().stream().mapToLong(Long::longValue).sorted().toArray();
        return Outcome.rate((jobs - 1) * SECOND / (times[jobs - 1] - times[0]));
    }

    static void awaitSize(Map<?, ?> map, int size) throws InterruptedException {
        var latch = new CountDownLatch(1);
        var end = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS);
        while (map.size() < size) {
            if (System.nanoTime() > end) {
                throw new WrongResult(
                        "%d of %d jobs never began".formatted(size - map.size(), size));
            }
            latch.await(2, TimeUnit.MILLISECONDS);
        }
    }
}
