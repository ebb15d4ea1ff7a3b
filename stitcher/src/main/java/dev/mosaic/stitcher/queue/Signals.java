package dev.mosaic.stitcher.queue;

import dev.mosaic.stitcher.job.JobId;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.springframework.stereotype.Component;

/**
 * Hints between nodes, and within this one. Each may be lost; whoever waits for one also looks by
 * itself.
 */
@Component
public class Signals {
    private static final String WAKE = "mosaic:wake";
    private static final String STOP = "mosaic:stop";

    private final Valkey valkey;
    private final String me = UUID.randomUUID().toString();

    /** Wakes since the last one that was told; above zero while one is under way. */
    private final AtomicInteger untold = new AtomicInteger();

    private final List<Runnable> wakes = new CopyOnWriteArrayList<>();
    private final List<Consumer<String>> stops = new CopyOnWriteArrayList<>();

    Signals(Valkey valkey) {
        this.valkey = valkey;
        valkey.listen(WAKE, this::hearWake);
        valkey.listen(STOP, job -> stops.forEach(stop -> stop.accept(job)));
    }

    /**
     * Something may be ready to claim. Called after the commit; returns at once and never fails.
     */
    public void wake() {
        wakes.forEach(Runnable::run);
        if (untold.getAndIncrement() == 0) {
            tellWake();
        }
    }

    /** One at a time: what comes while one is under way is told by the next one, all together. */
    private void tellWake() {
        var seen = untold.get();
        valkey.publish(WAKE, me)
                .whenComplete((_, _) -> {
                    if (!untold.compareAndSet(seen, 0)) {
                        tellWake();
                    }
                });
    }

    private void hearWake(String sender) {
        if (!sender.equals(me)) {
            wakes.forEach(Runnable::run);
        }
    }

    /**
     * A running job was asked to stop. Called after the commit; returns at once and never fails.
     */
    public void stop(JobId job) {
        stops.forEach(stop -> stop.accept(job.toString()));
        valkey.publish(STOP, job.toString());
    }

    /** Whether hints reach other nodes at this moment. */
    public boolean reachOthers() {
        return valkey.connected();
    }

    void onWake(Runnable listener) {
        wakes.add(listener);
    }

    /** The listener gets a job's id, or whatever else somebody sent. */
    void onStop(Consumer<String> listener) {
        stops.add(listener);
    }
}
