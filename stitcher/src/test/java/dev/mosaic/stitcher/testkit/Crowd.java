package dev.mosaic.stitcher.testkit;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.function.IntFunction;
import java.util.stream.IntStream;
import reactor.core.publisher.Mono;

/** Many who do something at the same moment. */
public final class Crowd {
    private static final long LIMIT_SECONDS = 60;

    private Crowd() {}

    /** Lets all begin together; what each gave, or the exception with which it failed. */
    public static List<Object> race(List<? extends Callable<?>> all) throws Exception {
        var start = new CyclicBarrier(all.size());
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            var running = new ArrayList<Future<Object>>();
            for (var one : all) {
                running.add(threads.submit(() -> outcome(start, one)));
            }
            var outcomes = new ArrayList<>();
            for (var future : running) {
                outcomes.add(future.get(LIMIT_SECONDS, TimeUnit.SECONDS));
            }
            return outcomes;
        }
    }

    /**
     * As many as that, each with a number of its own from 0.
     *
     * @param one what each does
     */
    public static List<Object> race(int size, IntFunction<? extends Mono<?>> one) throws Exception {
        return race(
                IntStream.range(0, size)
                        .<Callable<?>>mapToObj(i -> () -> one.apply(i).block())
                        .toList());
    }

    private static Object outcome(CyclicBarrier start, Callable<?> one) throws Exception {
        start.await(LIMIT_SECONDS, TimeUnit.SECONDS);
        try {
            return one.call();
        } catch (RuntimeException e) {
            return e;
        }
    }
}
