package dev.mosaic.stitcher.queue;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.mosaic.stitcher.testkit.Redis;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** That many wakes are told as few, and that nobody hears their own. */
class SignalsTest {
    private static final Duration LIMIT = Duration.ofSeconds(60);
    private static final int WAKES = 2_000;

    @RegisterExtension static final Redis redis = new Redis();

    private final Valkey here = valkey();
    private final Valkey there = valkey();

    @AfterEach
    void stop() {
        here.stop();
        there.stop();
    }

    @Test
    void manyWakesAreToldTogetherAndOnlyToOthers() {
        var signals = new Signals(here);
        var woken = new AtomicInteger();
        var heard = new AtomicInteger();
        signals.onWake(woken::incrementAndGet);
        new Signals(there).onWake(heard::incrementAndGet);
        here.start();
        there.start();
        await().atMost(LIMIT)
                .until(() -> {
                    signals.wake();
                    return heard.get() > 0;
                });

        woken.set(0);
        for (var i = 0; i < WAKES; i++) {
            signals.wake();
        }
        var before = heard.get();
        signals.wake();

        await().atMost(LIMIT).until(() -> heard.get() > before);
        await().during(Duration.ofSeconds(1)).atMost(LIMIT).until(() -> heard.get() < WAKES / 2);
        assertThat(woken).hasValue(WAKES + 1);
    }

    private static Valkey valkey() {
        return new Valkey(NodeFixture.settings(1, Duration.ofHours(1), redis.url()));
    }
}
