package dev.mosaic.stitcher.sandbox.egress;

import dev.mosaic.stitcher.sandbox.Blocked;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What one sandbox was kept from. Told once when it is new and, if it was tried again, once more at
 * the end with its number, so that a loop of attempts fills no log. Of more than fifty targets the
 * rest is told as one.
 */
final class Attempts {
    private static final Logger log = LoggerFactory.getLogger(Attempts.class);

    private static final int TARGETS = 50;
    private static final int LONGEST = 100;
    private static final String OTHERS = "(others)";

    private final Consumer<Blocked> listener;
    private final Map<String, Blocked> seen = new LinkedHashMap<>();
    private final ExecutorService telling =
            Executors.newSingleThreadExecutor(Thread.ofVirtual().name("egress-attempts").factory());
    private boolean closed;

    Attempts(Consumer<Blocked> listener) {
        this.listener = listener;
    }

    /** Counts one, and tells it if it is new. Does not wait for the listener. */
    synchronized void add(String target, String why) {
        if (closed) {
            return;
        }
        var name = inert(target);
        if (!seen.containsKey(name) && seen.size() >= TARGETS) {
            name = OTHERS;
        }
        var before = seen.get(name);
        if (before == null) {
            var first = new Blocked(name, why, 1);
            seen.put(name, first);
            tell(first);
        } else {
            seen.put(name, new Blocked(name, before.why(), before.times() + 1));
        }
    }

    /** Tells how often; from now on nothing counts. Does not wait for the listener. */
    synchronized void close() {
        if (!closed) {
            closed = true;
            seen.values().stream().filter(it -> it.times() > 1).forEach(this::tell);
            telling.shutdown();
        }
    }

    /** Waits until the listener was told all, or for as long as that. */
    void settle(Duration limit) {
        try {
            if (!telling.awaitTermination(limit.toMillis(), TimeUnit.MILLISECONDS)) {
                log.atWarn().log("who hears of blocked attempts takes long");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void tell(Blocked blocked) {
        telling.execute(() -> {
            try {
                listener.accept(blocked);
            } catch (RuntimeException e) {
                log.atWarn()
                        .addKeyValue("cause", e.toString())
                        .log("a blocked attempt could not be told");
            }
        });
    }

    private static String inert(String target) {
        var printable = target.replaceAll("[^!-~]", "?");
        return printable.length() <= LONGEST
                ? printable
                : printable.substring(0, LONGEST - 1) + "+";
    }
}
