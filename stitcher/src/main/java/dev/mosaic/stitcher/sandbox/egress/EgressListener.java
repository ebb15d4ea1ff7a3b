package dev.mosaic.stitcher.sandbox.egress;

import dev.mosaic.stitcher.sandbox.Network;
import java.io.IOException;
import java.nio.channels.ServerSocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The way out of one sandbox, open until it is closed. Safe for several threads. */
public final class EgressListener implements AutoCloseable {
    /** The name of the socket in its folder. */
    public static final String SOCKET = "out";

    private static final Logger log = LoggerFactory.getLogger(EgressListener.class);
    private static final Duration LOOK = Duration.ofMillis(200);
    private static final Duration LAST_WORDS = Duration.ofSeconds(2);

    private final Path folder;
    private final ServerSocketChannel server;
    private final EgressSettings settings;
    private final Ways ways;
    private final Attempts attempts;
    private final Quota quota;
    private final Semaphore free;
    private final Set<Visit> visits = ConcurrentHashMap.newKeySet();
    private final CountDownLatch over = new CountDownLatch(1);

    EgressListener(
            Path folder,
            ServerSocketChannel server,
            EgressSettings settings,
            Ways ways,
            Network network) {
        this.folder = folder;
        this.server = server;
        this.settings = settings;
        this.ways = ways;
        this.attempts = new Attempts(network.blocked());
        this.quota = new Quota(settings.traffic());
        this.free = new Semaphore(settings.connections());
    }

    /** The folder that holds nothing but {@link #SOCKET}; for nobody but this sandbox. */
    public Path folder() {
        return folder;
    }

    EgressListener begin() {
        Thread.ofVirtual().name("egress-accept").start(this::acceptAll);
        Thread.ofVirtual().name("egress-watch").start(this::watch);
        return this;
    }

    /** Who has no place waits in the socket's own queue. */
    private void acceptAll() {
        try {
            while (true) {
                free.acquire();
                var visit = new Visit(this, server.accept(), settings.connect(), settings.idle());
                visits.add(visit);
                Thread.ofVirtual().name("egress-visit").start(visit);
                if (isClosed()) {
                    visit.close();
                }
            }
        } catch (IOException e) {
            if (!isClosed()) {
                log.atError()
                        .addKeyValue("folder", folder)
                        .addKeyValue("cause", e.toString())
                        .log("the way out of a sandbox broke");
                close();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void watch() {
        try {
            while (!over.await(LOOK.toMillis(), TimeUnit.MILLISECONDS)) {
                visits.stream().filter(it -> it.patience().isOver()).forEach(Visit::close);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** A connection is over. */
    void left(Visit visit) {
        if (visits.remove(visit)) {
            free.release();
        }
    }

    Ways ways() {
        return ways;
    }

    Attempts attempts() {
        return attempts;
    }

    Quota quota() {
        return quota;
    }

    boolean isClosed() {
        return over.getCount() == 0;
    }

    /**
     * Cuts all connections off, at once, and lets none through any more. Again does nothing. Does
     * not wait.
     */
    @Override
    public void close() {
        over.countDown();
        try {
            server.close();
        } catch (IOException e) {
            // it listens no more either way
        }
        visits.forEach(Visit::close);
        attempts.close();
        // who waits for a place finds that it listens no more
        free.release();
    }

    /** Closes it, lets who hears of blocked attempts finish, and removes the folder. */
    public void remove() {
        close();
        attempts.settle(LAST_WORDS);
        remove(folder);
    }

    static void remove(Path folder) {
        try {
            Files.deleteIfExists(folder.resolve(SOCKET));
            Files.deleteIfExists(folder);
        } catch (IOException e) {
            log.atWarn()
                    .addKeyValue("folder", folder)
                    .addKeyValue("cause", e.toString())
                    .log("the folder of a way out was not removed");
        }
    }
}
