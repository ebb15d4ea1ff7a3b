package dev.mosaic.stitcher.api.stream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.mosaic.stitcher.api.ApiServer;
import dev.mosaic.stitcher.testkit.Postgres;
import dev.mosaic.stitcher.testkit.SampleJobs;
import dev.mosaic.stitcher.testkit.Stores;
import java.io.File;
import java.lang.management.ManagementFactory;
import java.time.Clock;
import java.time.Duration;
import java.util.Collections;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.parallel.Isolated;

/** Readers that come and hang up: nothing is left behind. */
@Isolated("it counts the threads and open files of this JVM")
class StreamChurnTest {
    private static final Duration LIMIT = Duration.ofSeconds(120);
    private static final int BATCH = 200;

    /** {@code -Dmosaic.churn=10000} for the whole; the build takes a sample. */
    private static final int DROPPED = Integer.getInteger("mosaic.churn", 2_000);

    @RegisterExtension static final Postgres postgres = new Postgres();

    private static Stores stores;
    private static ApiServer server;

    @BeforeAll
    static void start() {
        stores = Stores.on(postgres, Clock.systemUTC());
        server = ApiServer.over(postgres, Map.of("mosaic.api.max-streams", "250"));
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    @Test
    void whoHangsUpLeavesNothingBehind() throws Exception {
        for (var i = 0; i < 20; i++) {
            stores.submit(SampleJobs.request());
        }
        drop(100, "/api/runner-jobs?limit=200", false);
        drop(BATCH, "/api/events/stream", true);
        settle();
        var files = files();
        var threads = threads();

        drop(1_000, "/api/runner-jobs?limit=200", false);
        for (var done = 0; done < DROPPED; done += BATCH) {
            drop(BATCH, "/api/events/stream", true);
        }

        settle();
        await().atMost(LIMIT)
                .untilAsserted(() -> {
                    assertThat(files()).isLessThan(files + 30);
                    assertThat(threads()).isLessThan(threads + 20);
                });
        server.client().get().uri("/api/runner-jobs").exchange().expectStatus().isOk();
    }

    private static void settle() {
        await().atMost(LIMIT)
                .untilAsserted(() ->
                        assertThat(postgres.pool().getMetrics().orElseThrow().acquiredSize())
                                .isZero());
    }

    private static long files() {
        var open = new File("/proc/self/fd").list();
        return open == null ? 0 : open.length;
    }

    private static int threads() {
        return ManagementFactory.getThreadMXBean().getThreadCount();
    }

    /** So many at once; each is reset in the middle of its answer, or once it is under way. */
    private static void drop(int count, String path, boolean underWay) throws Exception {
        try (var pool = Executors.newFixedThreadPool(32)) {
            Callable<Void> one =
                    () -> {
                        try (var socket = RawStream.open(server.port(), path)) {
                            if (underWay) {
                                // one that was dropped may still have its place
                                RawStream.read(socket, ":connected", "HTTP/1.1 503");
                            }
                            socket.setSoLinger(true, 0);
                        }
                        return null;
                    };
            for (var done : pool.invokeAll(Collections.nCopies(count, one))) {
                done.get();
            }
        }
    }
}
