package dev.mosaic.bot.launch;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.CountDownLatch;
import org.slf4j.LoggerFactory;

/**
 * What must be ended, last begun first ended. Ends it once, whoever asks: the normal way out, or
 * the hook of a JVM that was told to stop, also in the middle of starting.
 */
final class Closing implements AutoCloseable {
    private final Deque<AutoCloseable> open = new ArrayDeque<>();
    private final CountDownLatch done = new CountDownLatch(1);
    private boolean closed;

    /** Adds what just began; ends it at once if everything else was ended already. */
    synchronized <T extends AutoCloseable> T add(T begun) {
        if (closed) {
            end(begun);
        } else {
            open.push(begun);
        }
        return begun;
    }

    @Override
    public synchronized void close() {
        closed = true;
        while (!open.isEmpty()) {
            end(open.pop());
        }
        done.countDown();
    }

    /** Waits until everything was ended. */
    void await() throws InterruptedException {
        done.await();
    }

    /** One that does not end keeps none of the others. */
    private static void end(AutoCloseable begun) {
        try {
            begun.close();
        } catch (Exception e) {
            LoggerFactory.getLogger(Closing.class)
                    .atWarn()
                    .addKeyValue("part", begun.getClass().getSimpleName())
                    .setCause(e)
                    .log("could not end a part of the program");
        }
    }
}
