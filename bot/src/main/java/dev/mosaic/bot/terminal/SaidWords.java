package dev.mosaic.bot.terminal;

import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.springframework.stereotype.Component;

/**
 * The keys of what was said on this screen, so that nothing is said twice on it. The screen of a
 * later process is another one: what a crash left between "said" and "marked" is said there again.
 */
@Component
final class SaidWords {
    private static final int REMEMBERED = 10_000;

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition said = lock.newCondition();
    private final LinkedHashSet<String> keys = new LinkedHashSet<>();
    private long count;

    /** Speaks unless it did so under this key before. */
    void once(String key, Runnable speak) {
        lock.lock();
        try {
            if (keys.contains(key)) {
                return;
            }
            speak.run();
            if (keys.size() == REMEMBERED) {
                keys.removeFirst();
            }
            keys.add(key);
            count++;
            said.signalAll();
        } finally {
            lock.unlock();
        }
    }

    boolean contains(String key) {
        lock.lock();
        try {
            return keys.contains(key);
        } finally {
            lock.unlock();
        }
    }

    /** How much was said here so far. */
    long count() {
        lock.lock();
        try {
            return count;
        } finally {
            lock.unlock();
        }
    }

    /** Waits until more than that was said; gives up after the limit. */
    void awaitMoreThan(long known, Duration limit) throws InterruptedException {
        lock.lockInterruptibly();
        try {
            var left = limit.toNanos();
            while (count <= known && left > 0) {
                left = said.awaitNanos(left);
            }
        } finally {
            lock.unlock();
        }
    }
}
