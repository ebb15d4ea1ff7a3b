package dev.mosaic.stitcher.queue;

import dev.mosaic.stitcher.job.JobId;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
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
    private final List<Runnable> wakes = new CopyOnWriteArrayList<>();
    private final List<Consumer<String>> stops = new CopyOnWriteArrayList<>();

    Signals(Valkey valkey) {
        this.valkey = valkey;
        valkey.listen(WAKE, _ -> wakes.forEach(Runnable::run));
        valkey.listen(STOP, job -> stops.forEach(stop -> stop.accept(job)));
    }

    /**
     * Something may be ready to claim. Called after the commit; returns at once and never fails.
     */
    public void wake() {
        wakes.forEach(Runnable::run);
        valkey.publish(WAKE, "");
    }

    /**
     * A running job was asked to stop. Called after the commit; returns at once and never fails.
     */
    public void stop(JobId job) {
        stops.forEach(stop -> stop.accept(job.toString()));
        valkey.publish(STOP, job.toString());
    }

    void onWake(Runnable listener) {
        wakes.add(listener);
    }

    /** The listener gets a job's id, or whatever else somebody sent. */
    void onStop(Consumer<String> listener) {
        stops.add(listener);
    }
}
