package dev.mosaic.stitcher.sequence;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/** Why a job's thread was told to stop, and what is left of what it ran. */
final class Stopping {
    private static final Duration LONGEST = Duration.ofSeconds(60);

    private @Nullable StopReason why;
    private CompletableFuture<List<String>> remains = CompletableFuture.completedFuture(List.of());
    private long since = System.nanoTime();

    /** One that was told already. */
    static Stopping because(StopReason reason) {
        var stopping = new Stopping();
        stopping.tell(reason);
        return stopping;
    }

    /**
     * Once for each job; but who has time to end in order has none any more when it is killed or
     * lost.
     *
     * @return true if the thread does not know it yet
     */
    synchronized boolean tell(StopReason reason) {
        if (why != null && !(reason.isUrgent() && reason.compareTo(why) > 0)) {
            return false;
        }
        why = reason;
        since = System.nanoTime();
        return true;
    }

    /** What of its agent could not be ended is known when this is over. */
    synchronized void killed(CompletableFuture<List<String>> survivors) {
        remains = survivors;
    }

    /** Null while nobody told it to. */
    synchronized @Nullable StopReason why() {
        return why;
    }

    /** Since it was told. */
    synchronized Duration took() {
        return Duration.ofNanos(System.nanoTime() - since);
    }

    /** What could not be ended, one line each. Waits for whoever tries it. */
    List<String> survivors() throws InterruptedException {
        try {
            return remains().get(LONGEST.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException _) {
            return List.of(
                    "an agent, whose end was not proven within %d s"
                            .formatted(LONGEST.toSeconds()));
        } catch (ExecutionException e) {
            return List.of("an agent, whose end could not be proven: " + e.getCause());
        }
    }

    private synchronized CompletableFuture<List<String>> remains() {
        return remains;
    }
}
