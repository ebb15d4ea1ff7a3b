package dev.mosaic.stitcher.sandbox.egress;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.groups.Tuple.tuple;
import static org.awaitility.Awaitility.await;

import dev.mosaic.stitcher.sandbox.Blocked;
import dev.mosaic.stitcher.sandbox.Network;
import java.io.IOException;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;

/** Who sends too much, too slowly, too often, or nothing at all. */
class EgressLimitsTest extends EgressScene {
    @Test
    void aHeadHasASizeAndANumberOfLines() throws Exception {
        var listener = listener(Map.of());

        assertThat(ask(listener, "CONNECT " + "x".repeat(100_000))).startsWith("HTTP/1.1 431 ");
        assertThat(ask(listener, "CONNECT a.test:1 HTTP/1.1\r\n" + "a: b\r\n".repeat(200) + "\r\n"))
                .startsWith("HTTP/1.1 400 ");
        assertThat(
                        ask(
                                listener,
                                "CONNECT a.test:1 HTTP/1.1\r\na:"
                                        + " ".repeat(16_000)
                                        + "\u0001\r\n\r\n"))
                .startsWith("HTTP/1.1 400 ");
    }

    @Test
    void whoLetsTheHeadTrickleIsCutOffAndFreesThePlace() throws Exception {
        var listener = listener(Map.of("connect", "1s", "connections", "1"));
        try (var slow = connect(listener)) {
            write(slow, "CONNECT mirror");
            await().atMost(LONG).pollInterval(Duration.ofMillis(50)).until(() -> isCutOff(slow));

            assertThat(askFor(listener, "other.test:443")).startsWith("HTTP/1.1 403 ");
        }
    }

    private static boolean isCutOff(SocketChannel channel) {
        try {
            write(channel, "x");
            return false;
        } catch (IOException e) {
            return true;
        }
    }

    @Test
    void whoHasNoPlaceWaitsForOne() throws Exception {
        var listener = listener(Map.of("connections", "2"));
        var first = tunnel(listener);
        try (var second = tunnel(listener);
                var third = connect(listener)) {
            write(third, connectTo(mirror()));
            await().during(Duration.ofMillis(200))
                    .atMost(LONG)
                    .until(() -> host.here() == 2 && host.visitors() == 2);

            first.close();

            assertThat(upTo(third, "\r\n\r\n")).startsWith("HTTP/1.1 200 ");
            write(second, "on");
            assertThat(upTo(second, "on")).isEqualTo("on");
        }
    }

    @Test
    void aConnectionThatPassesNothingIsEnded() throws Exception {
        try (var channel = tunnel(listener(Map.of("idle", "1s")))) {
            assertThat(rest(channel)).isIn("", "(broken)");
        }
        await().atMost(LONG).until(() -> host.here() == 0);
    }

    @Test
    void trafficIsALimitOfAllConnectionsThatIsToldWithItsSetting() throws Exception {
        var listener = listener(Map.of("traffic", "100000B"));
        try (var first = tunnel(listener)) {
            write(first, "x".repeat(20_000));
            upTo(first, "x".repeat(20_000));
        }
        try (var second = tunnel(listener)) {
            Thread.ofVirtual().start(() -> isCutOffWhileWriting(second));
            assertThat(rest(second).length()).isLessThan(80_000);
        }
        await().atMost(LONG).until(() -> host.here() == 0);

        assertThat(askFor(listener, mirror()))
                .startsWith("HTTP/1.1 429 ")
                .contains("mosaic.egress.traffic");
        await().atMost(LONG).until(() -> !blocked.isEmpty());
        assertThat(blocked.getFirst().why()).contains("mosaic.egress.traffic");
    }

    private static void isCutOffWhileWriting(SocketChannel channel) {
        for (var i = 0; i < 10_000; i++) {
            try {
                write(channel, "x".repeat(1_000));
            } catch (IOException e) {
                return;
            }
        }
    }

    @Test
    void aLoopOfAttemptsIsToldTwiceAndManyTargetsAsOne() throws Exception {
        var listener = listener(Map.of());
        for (var i = 0; i < 20; i++) {
            askFor(listener, "evil.test:443");
        }
        for (var i = 0; i < 70; i++) {
            askFor(listener, "evil%d.test:443".formatted(i));
        }
        awaitBlocked(51);
        assertThat(blocked).allMatch(it -> it.times() == 1);

        listener.remove();

        assertThat(blocked)
                .hasSize(53)
                .extracting(Blocked::target, Blocked::times)
                .endsWith(tuple("evil.test:443", 20L), tuple("(others)", 21L));
    }

    @Test
    void whatIsToldIsShortAndPrintable() throws Exception {
        var listener = listener(Map.of());
        askFor(listener, "a".repeat(5_000) + ":443");
        awaitBlocked(1);

        assertThat(blocked.getFirst().target()).hasSize(100).endsWith("a+");
        assertThat(blocked.getFirst().why()).hasSizeLessThan(300);
    }

    @Test
    void aListenerThatFailsOrHangsHoldsNothingUp() throws Exception {
        var over = new CountDownLatch(1);
        open.add(over::countDown);
        var network =
                new Network(
                        null,
                        null,
                        it -> {
                            blocked.add(it);
                            try {
                                over.await();
                            } catch (InterruptedException e) {
                                Thread.currentThread().interrupt();
                            }
                            throw new IllegalStateException("no");
                        });
        try (var listener = egress(Map.of()).open(OWNER, network)) {
            assertThat(askFor(listener, "one.test:443")).startsWith("HTTP/1.1 403 ");
            assertThat(askFor(listener, "two.test:443")).startsWith("HTTP/1.1 403 ");
            listener.close();
            assertThat(blocked).hasSizeLessThan(2);
        }
        over.countDown();
        awaitBlocked(2);
    }
}
