package dev.mosaic.stitcher.api.stream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.mosaic.stitcher.api.ApiServer;
import dev.mosaic.stitcher.job.JobEvent;
import dev.mosaic.stitcher.job.Lease;
import dev.mosaic.stitcher.testkit.Postgres;
import dev.mosaic.stitcher.testkit.SampleJobs;
import dev.mosaic.stitcher.testkit.Stores;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.nio.ByteBuffer;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.parallel.ResourceLock;
import org.junit.jupiter.api.parallel.Resources;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** WebSockets of the JDK's client against the real server. */
@ExtendWith(OutputCaptureExtension.class)
@ResourceLock(Resources.SYSTEM_OUT)
class EventSocketTest {
    private static final Duration LIMIT = Duration.ofSeconds(60);

    @RegisterExtension static final Postgres postgres = new Postgres();

    private static Stores stores;
    private static ApiServer server;

    @BeforeAll
    static void start() {
        stores = Stores.on(postgres, Clock.systemUTC());
        server =
                ApiServer.over(
                        postgres,
                        Map.of(
                                "mosaic.api.max-subscriptions", "3",
                                "mosaic.api.patience", "2s",
                                "mosaic.api.heartbeat", "200ms"));
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    @Test
    void aSubscriptionGetsItsEventsWithCursorsAndAnotherGoesOnBehindOne() {
        var lease = stores.running(SampleJobs.request());
        var client = new Client();
        client.say(
                "{\"subscribe\":{\"id\":\"a\",\"job\":\"%s\",\"after\":\"start\"}}", lease.job());
        await().atMost(LIMIT).until(() -> client.events("a").size() == 3);

        var cursor =
                client.messages.stream()
                        .filter(message -> message.path("event").path("seq").asInt() == 2)
                        .findFirst()
                        .orElseThrow()
                        .path("cursor")
                        .asString();
        client.say(
                "{\"subscribe\":{\"id\":\"b\",\"job\":\"%s\",\"after\":\"%s\"}}",
                lease.job(), cursor);
        note(lease, "more");

        await().atMost(LIMIT).until(() -> client.events("b").size() == 2);
        await().atMost(LIMIT).until(() -> client.events("a").size() == 4);
        assertThat(client.events("a")).containsExactly(1, 2, 3, 4);
        assertThat(client.events("b")).containsExactly(3, 4);
        client.hangUp();
    }

    @Test
    void aSubscriptionByTypeAndByRepositoryGetsNothingElse() {
        var lease = stores.running(SampleJobs.request());
        var client = new Client();
        client.say(
                "{\"subscribe\":{\"id\":\"t\",\"repo\":\"demo/app\",\"type\":[\"agent\"],\"job\":\"%s\","
                        + "\"after\":\"start\"}}",
                lease.job());
        note(lease, "one");

        await().atMost(LIMIT).until(() -> client.events("t").size() == 1);

        assertThat(client.messages)
                .filteredOn(message -> message.has("event"))
                .allSatisfy(message ->
                        assertThat(message.path("event").path("type").asString())
                                .isEqualTo("agent.note"));
        client.hangUp();
    }

    @Test
    void whoUnsubscribesHearsNoMoreAndMaySubscribeAgain() {
        var lease = stores.running(SampleJobs.request());
        var client = new Client();
        var subscribe = "{\"subscribe\":{\"id\":\"a\",\"job\":\"%s\"}}".formatted(lease.job());
        client.say(subscribe);
        await().atMost(LIMIT).until(() -> client.has("subscribed"));
        client.say("{\"unsubscribe\":{\"id\":\"a\"}}");
        await().atMost(LIMIT).until(() -> client.has("unsubscribed"));
        note(lease, "unheard");
        client.say("{\"ping\":\"here\"}");
        await().atMost(LIMIT).until(() -> client.has("pong"));

        client.say(subscribe);
        await().atMost(LIMIT).until(() -> client.count("subscribed") == 2);
        note(lease, "heard");

        await().atMost(LIMIT).until(() -> !client.events("a").isEmpty());
        assertThat(client.events("a")).containsExactly(5);
        client.hangUp();
    }

    @Test
    void aSubscriptionToWhatIsNotThereIsRefusedAndTheSocketStays() {
        var client = new Client();

        client.say("{\"subscribe\":{\"id\":\"a\",\"job\":\"12345678\"}}");
        client.say("{\"subscribe\":{\"id\":\"b\",\"repo\":\"no/such\"}}");
        client.say("{\"subscribe\":{\"id\":\"c\",\"after\":\"nonsense\"}}");
        await().atMost(LIMIT).until(() -> client.count("error") == 3);
        client.say("{\"ping\":\"x\"}");

        await().atMost(LIMIT).until(() -> client.has("pong"));
        assertThat(client.messages)
                .filteredOn(message -> message.has("error"))
                .allSatisfy(message ->
                        assertThat(message.path("error").path("hint").asString()).isNotBlank());
        client.hangUp();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "{}",
                "null",
                "[]",
                "hello",
                "{\"subscribe\":{}}",
                "{\"subscribe\":{\"id\":\"a\",\"jobb\":\"x\"}}",
                "{\"subscribe\":{\"id\":\"a b\"}}",
                "{\"ping\":\"a\",\"unsubscribe\":{\"id\":\"a\"}}",
                "{\"ping\":\"a\"} {}"
            })
    void aMessageThatIsNoneEndsTheSocketWithTheReason(String message) {
        var client = new Client();

        client.say(message);

        assertThat(client.closed).succeedsWithin(LIMIT).asString().startsWith("1008 ");
    }

    @Test
    void bytesLongMessagesAndTooManySubscriptionsEndTheSocket() {
        var bytes = new Client();
        bytes.socket.sendBinary(ByteBuffer.wrap(new byte[] {1}), true).join();
        assertThat(bytes.closed).succeedsWithin(LIMIT).asString().startsWith("1003 ");

        var large = new Client();
        large.say("{\"ping\":\"" + "x".repeat(5_000) + "\"}");
        assertThat(large.closed).succeedsWithin(LIMIT).asString().startsWith("1009 ");

        var greedy = new Client();
        for (var i = 0; i < 4; i++) {
            greedy.say("{\"subscribe\":{\"id\":\"%s\"}}", i);
        }
        assertThat(greedy.closed).succeedsWithin(LIMIT).isEqualTo("1008 at most 3 subscriptions");
    }

    @Test
    void aReaderThatStallsIsClosedAsLagged(CapturedOutput output) {
        var lease = stores.running(SampleJobs.request());
        var client = new Client();
        client.greedy = false;
        ManyEvents.tell(postgres, lease.job(), 1_500);
        client.say(
                "{\"subscribe\":{\"id\":\"a\",\"job\":\"%s\",\"after\":\"start\"}}", lease.job());

        await().atMost(LIMIT)
                .until(() -> output.toString().contains("ended a WebSocket whose reader stalled"));
        client.greedy = true;
        client.socket.request(Long.MAX_VALUE);

        assertThat(client.closed)
                .succeedsWithin(LIMIT)
                .isEqualTo("1013 lagged: resume after the last cursor");
        var seen = client.events("a");
        assertThat(seen).startsWith(1, 2, 3).hasSizeLessThan(1_503);
        assertThat(seen).isSorted().doesNotHaveDuplicates();
        var cursor = client.messages.getLast().path("cursor").asString();
        var again = new Client();
        again.say(
                "{\"subscribe\":{\"id\":\"a\",\"job\":\"%s\",\"after\":\"%s\"}}",
                lease.job(), cursor);
        await().atMost(LIMIT).until(() -> again.events("a").size() == 1_503 - seen.size());
        assertThat(again.events("a").getFirst()).isEqualTo(seen.getLast() + 1);
        again.hangUp();
    }

    @Test
    void anOrdinaryRequestIsToldToUpgrade() {
        server.client().get().uri("/ws/events").exchange().expectStatus().isEqualTo(426);
    }

    private static void note(Lease lease, String text) {
        stores.jobs().record(lease, new JobEvent.AgentNote("a1", text)).block();
    }

    /** One WebSocket, and all that came over it. */
    private static final class Client implements WebSocket.Listener {
        private final List<JsonNode> messages = new CopyOnWriteArrayList<>();
        private final CompletableFuture<String> closed = new CompletableFuture<>();
        private final StringBuilder part = new StringBuilder();
        private final WebSocket socket;
        private volatile boolean greedy = true;

        Client() {
            socket =
                    HttpClient.newHttpClient()
                            .newWebSocketBuilder()
                            .buildAsync(
                                    URI.create("ws://127.0.0.1:" + server.port() + "/ws/events"),
                                    this)
                            .join();
        }

        void say(String message, Object... values) {
            var text = values.length == 0 ? message : message.formatted(values);
            socket.sendText(text, true).join();
        }

        void hangUp() {
            socket.abort();
        }

        boolean has(String kind) {
            return count(kind) > 0;
        }

        long count(String kind) {
            return messages.stream().filter(message -> message.has(kind)).count();
        }

        List<Integer> events(String subscription) {
            return messages.stream()
                    .filter(message ->
                            message.path("subscription").asString("").equals(subscription))
                    .map(message -> message.path("event").path("seq").asInt())
                    .toList();
        }

        @Override
        public CompletionStage<?> onText(WebSocket from, CharSequence text, boolean last) {
            part.append(text);
            if (last) {
                messages.add(JsonMapper.shared().readTree(part.toString()));
                part.setLength(0);
            }
            if (greedy) {
                from.request(1);
            }
            return null;
        }

        @Override
        public CompletionStage<?> onClose(WebSocket from, int status, String reason) {
            closed.complete(status + " " + reason);
            return null;
        }

        @Override
        public void onError(WebSocket from, Throwable problem) {
            closed.completeExceptionally(problem);
        }
    }
}
