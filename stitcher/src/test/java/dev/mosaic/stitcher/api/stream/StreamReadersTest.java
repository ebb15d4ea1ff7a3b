package dev.mosaic.stitcher.api.stream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.mosaic.stitcher.api.ApiServer;
import dev.mosaic.stitcher.api.PageCursor;
import dev.mosaic.stitcher.job.JobEvent;
import dev.mosaic.stitcher.job.Lease;
import dev.mosaic.stitcher.testkit.Postgres;
import dev.mosaic.stitcher.testkit.SampleJobs;
import dev.mosaic.stitcher.testkit.Stores;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.net.http.WebSocket;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Readers that come and go, while others write: nothing is lost or doubled. */
class StreamReadersTest {
    private static final Duration LIMIT = Duration.ofSeconds(120);
    private static final int READERS = 12;
    private static final int LINES = 400;

    @RegisterExtension static final Postgres postgres = new Postgres();

    private static final HttpClient HTTP =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

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
    void whoeverComesAndGoesReadsEveryEventOnce() throws Exception {
        var seed = System.nanoTime();
        System.out.println("StreamReadersTest seed " + seed);
        var lease = stores.running(SampleJobs.request());
        var from = cursorOfNow(lease);
        var total = new AtomicInteger(Integer.MAX_VALUE);
        var readers = new ArrayList<Future<List<Integer>>>();
        try (var pool = Executors.newVirtualThreadPerTaskExecutor()) {
            for (var i = 0; i < READERS; i++) {
                var random = new Random(seed + i);
                readers.add(pool.submit(() -> sse(from, lease, random, total)));
                readers.add(pool.submit(() -> socket(from, lease, random, total)));
            }
            for (var i = 1; i < LINES; i++) {
                note(lease, i);
            }
            total.set(LINES);
            note(lease, LINES);
            var first = stores.jobs().find(lease.job()).block().lastSeq() - LINES + 1;
            var expected = IntStream.range(first, first + LINES).boxed().toList();
            for (var reader : readers) {
                assertThat(reader.get(LIMIT.toSeconds(), TimeUnit.SECONDS))
                        .as("seed %d", seed)
                        .containsExactlyInAnyOrderElementsOf(expected);
            }
        }
    }

    @Test
    void thereIsRoomForExactlyAsManyAsTheSettingSays() throws Exception {
        try (var few = ApiServer.over(postgres, Map.of("mosaic.api.max-streams", "5"));
                var pool = Executors.newVirtualThreadPerTaskExecutor()) {
            var sockets = Collections.synchronizedList(new ArrayList<Socket>());
            Callable<String> ask =
                    () -> {
                        var socket = RawStream.open(few.port(), "/api/events/stream");
                        sockets.add(socket);
                        return RawStream.read(socket, "HTTP/1.1 200", "HTTP/1.1 503");
                    };
            var answers = new ArrayList<String>();
            for (var answer : pool.invokeAll(Collections.nCopies(60, ask))) {
                answers.add(answer.get());
            }
            assertThat(answers).filteredOn(one -> one.contains(" 200")).hasSize(5);
            for (var socket : sockets) {
                socket.close();
            }
            await().atMost(LIMIT)
                    .until(() -> {
                        try (var again = RawStream.open(few.port(), "/api/events/stream")) {
                            return RawStream.read(again, "HTTP/1.1 200", "HTTP/1.1 503")
                                    .contains(" 200");
                        }
                    });
        }
    }

    private static void note(Lease lease, int number) {
        stores.jobs().record(lease, new JobEvent.AgentNote("a", "line " + number)).block();
    }

    /** Behind everything that is there. */
    private static String cursorOfNow(Lease lease) {
        var newest = stores.events().of(lease.job(), 0, 1_000).blockLast();
        return PageCursor.of("events", newest.pos());
    }

    private static List<Integer> sse(String from, Lease lease, Random random, AtomicInteger total)
            throws Exception {
        var seen = new ArrayList<Integer>();
        var cursor = from;
        while (seen.size() < total.get()) {
            var request =
                    HttpRequest.newBuilder(
                                    URI.create(
                                            "http://127.0.0.1:%d/api/events/stream?type=agent&job=%s"
                                                    .formatted(server.port(), lease.job())))
                            .header("Last-Event-ID", cursor)
                            .build();
            var visit = 1 + random.nextInt(40);
            try (var lines = HTTP.send(request, BodyHandlers.ofLines()).body()) {
                var all = lines.iterator();
                while (visit > 0 && seen.size() < total.get() && all.hasNext()) {
                    var line = all.next();
                    if (line.startsWith("id:")) {
                        cursor = line.substring(3);
                    } else if (line.startsWith("data:")) {
                        seen.add(
                                JsonMapper.shared()
                                        .readTree(line.substring(5))
                                        .path("seq")
                                        .asInt());
                        visit--;
                    }
                }
            }
        }
        return seen;
    }

    private static List<Integer> socket(
            String from, Lease lease, Random random, AtomicInteger total) throws Exception {
        var seen = new ArrayList<Integer>();
        var cursor = from;
        while (seen.size() < total.get()) {
            var heard = new LinkedBlockingQueue<JsonNode>();
            var socket =
                    HTTP.newWebSocketBuilder()
                            .buildAsync(
                                    URI.create(
                                            "ws://127.0.0.1:%d/ws/events".formatted(server.port())),
                                    new Ear(heard))
                            .get(60, TimeUnit.SECONDS);
            socket.sendText(
                            "{\"subscribe\":{\"id\":\"a\",\"type\":[\"agent\"],\"job\":\"%s\",\"after\":\"%s\"}}"
                                    .formatted(lease.job(), cursor),
                            true)
                    .get(60, TimeUnit.SECONDS);
            var visit = 1 + random.nextInt(40);
            while (visit > 0 && seen.size() < total.get()) {
                var message = heard.poll(60, TimeUnit.SECONDS);
                assertThat(message).isNotNull();
                if (message.has("event")) {
                    seen.add(message.path("event").path("seq").asInt());
                    cursor = message.path("cursor").asString();
                    visit--;
                }
            }
            socket.abort();
        }
        return seen;
    }

    private record Ear(LinkedBlockingQueue<JsonNode> heard, StringBuilder part)
            implements WebSocket.Listener {
        Ear(LinkedBlockingQueue<JsonNode> heard) {
            this(heard, new StringBuilder());
        }

        @Override
        public CompletionStage<?> onText(WebSocket from, CharSequence text, boolean last) {
            part.append(text);
            if (last) {
                heard.add(JsonMapper.shared().readTree(part.toString()));
                part.setLength(0);
            }
            from.request(1);
            return null;
        }
    }
}
