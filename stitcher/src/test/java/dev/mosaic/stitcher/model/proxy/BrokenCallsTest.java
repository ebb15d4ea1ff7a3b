package dev.mosaic.stitcher.model.proxy;

import static dev.mosaic.stitcher.model.proxy.ProxyScene.message;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import dev.mosaic.stitcher.model.OpenRun;
import dev.mosaic.stitcher.testkit.ModelScript;
import dev.mosaic.stitcher.testkit.ModelScript.Course;
import dev.mosaic.stitcher.testkit.Postgres;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.slf4j.LoggerFactory;

/** Calls that end before their time: no money and no connection is left behind. */
class BrokenCallsTest {
    private static final String MESSAGES = "/v1/messages";
    private static final String STREAMED = message(",\"stream\":true");
    private static final Duration LIMIT = Duration.ofSeconds(30);
    private static final Duration SOON = Duration.ofMillis(5);
    private static final int CUTS = 30;
    private static final int CUT_AFTER = 50;

    @RegisterExtension static final Postgres postgres = new Postgres();

    private ProxyScene scene;

    @AfterEach
    void close() {
        scene.close();
    }

    @Test
    void anEndOfTheRunCutsBothSidesInMidStream() throws IOException {
        start("5000", Map.of());
        var run = scene.open("claude");
        var other = scene.open("claude");
        scene.provider.answer(held());
        try (var stream = begun(run);
                var untouched = begun(other)) {
            assertThat(scene.provider.open()).isEqualTo(2);

            scene.access.revoke(run.account().agent());

            assertThatThrownBy(stream::readAllBytes).isInstanceOf(IOException.class);
            await().atMost(LIMIT).until(() -> scene.provider.open() == 1);
            // who waits for that has heard what the call cost
            run.settled().block(LIMIT);
            assertThat(scene.watch.calls).hasSize(1);
            await().atMost(LIMIT).until(() -> run.calls() == 0);
            assertSettledAsFarAsItCame(run);
            assertThat(scene.send(run, MESSAGES, STREAMED).statusCode()).isEqualTo(401);

            scene.provider.release();
            assertThat(new String(untouched.readAllBytes(), StandardCharsets.UTF_8))
                    .endsWith("data: {\"type\":\"message_stop\"}\n\n");
            scene.assertSpent(other, "37");
        }
    }

    @Test
    void anEndOfTheRunCutsAReaderThatDoesNotRead() {
        start("5000", Map.of());
        var run = scene.open("claude");
        scene.provider.answer(ModelScript.text("a").using(7, 3, 0, 0).going(Course.ENDLESS));
        scene.stream(run, MESSAGES, STREAMED);
        awaitStandstill();

        run.close();

        await().atMost(LIMIT).until(() -> scene.provider.open() == 0);
        await().atMost(LIMIT).until(() -> run.calls() == 0);
        assertSettledAsFarAsItCame(run);
    }

    /**
     * What is released twice is memory that another connection has by then. Netty notices it when
     * the connection goes, and says so in its log alone.
     */
    @Test
    void whatIsCutInMidStreamIsReleasedOnce() throws Exception {
        start("100000000", Map.of());
        scene.provider.answer(ModelScript.text("a").going(Course.ENDLESS));
        var said = new ListAppender<ILoggingEvent>();
        var netty = (Logger) LoggerFactory.getLogger("io.netty.channel.DefaultChannelPipeline");
        said.start();
        netty.addAppender(said);
        try {
            for (var i = 0; i < CUTS; i++) {
                var run = scene.open("claude");
                var stream = scene.stream(run, MESSAGES, STREAMED).body();
                var reader = Thread.ofVirtual().start(() -> readAll(stream));
                var before = scene.provider.sent();
                await().atMost(LIMIT)
                        .with()
                        .pollInterval(SOON)
                        .until(() -> scene.provider.sent() > before + CUT_AFTER);

                run.close();

                await().atMost(LIMIT)
                        .with()
                        .pollInterval(SOON)
                        .until(() -> scene.provider.open() == 0);
                reader.join();
            }
        } finally {
            netty.detachAppender(said);
        }
        assertThat(said.list).extracting(ILoggingEvent::getFormattedMessage).isEmpty();
    }

    /** An endless answer fills no memory: who reads nothing lets the provider stop. */
    @Test
    void aSlowReaderSlowsTheProvider() throws IOException {
        start("5000", Map.of());
        var run = scene.open("claude");
        scene.provider.answer(ModelScript.text("a").going(Course.ENDLESS));
        try (var stream = scene.stream(run, MESSAGES, STREAMED).body()) {
            var before = awaitStandstill();

            stream.readNBytes(8 << 20);

            await().atMost(LIMIT).until(() -> scene.provider.sent() > before);
        }
        await().atMost(LIMIT).until(() -> scene.provider.open() == 0);
    }

    @Test
    void anAgentThatHangsUpEndsTheCallAtTheProvider() throws IOException {
        start("5000", Map.of());
        var run = scene.open("claude");
        scene.provider.answer(held());
        var stream = begun(run);
        assertThat(scene.provider.open()).isEqualTo(1);

        stream.close();

        await().atMost(LIMIT).until(() -> scene.provider.open() == 0);
        assertSettledAsFarAsItCame(run);
        assertThat(run.isClosed()).isFalse();
    }

    @Test
    void aProviderThatBreaksOffIsSeenAndPaidAsFarAsItCame() throws IOException {
        start("5000", Map.of());
        var run = scene.open("claude");
        scene.provider.answer(ModelScript.text("Hello").using(7, 3, 0, 0).going(Course.BROKEN));
        try (var stream = begun(run)) {
            assertThatThrownBy(stream::readAllBytes).isInstanceOf(IOException.class);
        }
        assertSettledAsFarAsItCame(run);
    }

    @Test
    void aProviderThatFallsSilentIsNotWaitedForWithoutEnd() throws IOException {
        start("5000", Map.of("mosaic.model.silence", "2s"));
        var run = scene.open("claude");
        scene.provider.answer(held());
        try (var stream = begun(run)) {
            assertThatThrownBy(stream::readAllBytes).isInstanceOf(IOException.class);
        }
        await().atMost(LIMIT).until(() -> scene.provider.open() == 0);
        assertSettledAsFarAsItCame(run);
    }

    @Test
    void aCallThatTakesTooLongIsCut() throws IOException {
        start("5000", Map.of("mosaic.model.call", "2s"));
        var run = scene.open("claude");
        scene.provider.answer(held());
        try (var stream = begun(run)) {
            assertThatThrownBy(stream::readAllBytes).isInstanceOf(IOException.class);
        }
        await().atMost(LIMIT).until(() -> scene.provider.open() == 0);
        assertSettledAsFarAsItCame(run);
    }

    @Test
    void aRunHasOnlySoManyCallsUnderWay() throws IOException {
        start("5000", Map.of("mosaic.model.calls", "2"));
        var run = scene.open("claude");
        scene.provider.answer(held());
        try (var one = begun(run);
                var two = begun(run)) {
            var third = scene.send(run, MESSAGES, STREAMED);
            assertThat(third.statusCode()).isEqualTo(429);
            assertThat(third.body()).contains("rate_limit_error", "mosaic.model.calls");
            assertThat(third.headers().firstValue("retry-after")).hasValue("1");

            scene.provider.release();
            one.readAllBytes();
            two.readAllBytes();
        }
        await().atMost(LIMIT).until(() -> run.calls() == 0);
        scene.provider.answer(ModelScript.text("Hello"));
        assertThat(scene.send(run, MESSAGES, STREAMED).statusCode()).isEqualTo(200);
    }

    /** A call holds more than 350 $ and costs 10 $: only one that is settled leaves room. */
    @Test
    void whoHasSeenTheEndOfAnAnswerFindsItSettled() throws IOException {
        start("690", Map.of());
        scene.provider.answer(ModelScript.text("Hello").using(0, 0, 0, 0));
        for (var body : new String[] {STREAMED, message("")}) {
            var run = scene.open("claude");
            for (var i = 0; i < 30; i++) {
                var answer = scene.stream(run, MESSAGES, body);
                assertThat(answer.statusCode()).as("call %d", i).isEqualTo(200);
                readToTheEndOfTheMessage(answer.body());
            }
        }
    }

    private void start(String budget, Map<String, String> settings) {
        scene = new ProxyScene(postgres, budget, settings);
    }

    private static ModelScript held() {
        return ModelScript.text("Hello").using(7, 3, 0, 0).going(Course.HELD);
    }

    /** A stream whose first word has come. */
    private InputStream begun(OpenRun run) throws IOException {
        var stream = scene.stream(run, MESSAGES, STREAMED).body();
        var seen = new StringBuilder();
        while (seen.indexOf("Hello") < 0) {
            var next = stream.read();
            assertThat(next).as("ended after %s", seen).isNotNegative();
            seen.append((char) next);
        }
        return stream;
    }

    private static void readAll(InputStream stream) {
        try {
            stream.transferTo(OutputStream.nullOutputStream());
        } catch (IOException _) {
            // it was cut
        }
    }

    /** The name of the last event is not its end: a piece of the stream may end between the two. */
    private static void readToTheEndOfTheMessage(InputStream stream) {
        try {
            var reader = new BufferedReader(new InputStreamReader(stream, StandardCharsets.UTF_8));
            var line = reader.readLine();
            while (line != null
                    && !(line.startsWith("data:") && line.contains("message_stop"))
                    && !line.startsWith("{")) {
                line = reader.readLine();
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Until nothing more fits between the provider and the reader; how many pieces that were. */
    private long awaitStandstill() {
        var last = new AtomicLong(-1);
        await().atMost(LIMIT)
                .pollInterval(Duration.ofMillis(500))
                .until(() -> {
                    var now = scene.provider.sent();
                    return now > 0 && last.getAndSet(now) == now;
                });
        return last.get();
    }

    /** 7 tokens were read for certain, and at most 30 written. */
    private void assertSettledAsFarAsItCame(OpenRun run) {
        await().atMost(LIMIT)
                .untilAsserted(() -> {
                    var spent = scene.spent(run);
                    assertThat(spent.tokens().input()).isEqualTo(7);
                    assertThat(spent.tokens().output()).isBetween(1L, 30L);
                    assertThat(spent.estimated()).isTrue();
                });
    }
}
