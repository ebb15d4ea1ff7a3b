package dev.mosaic.stitcher.api.stream;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.mosaic.stitcher.api.ApiServer;
import dev.mosaic.stitcher.job.JobEvent;
import dev.mosaic.stitcher.job.JobId;
import dev.mosaic.stitcher.job.Lease;
import dev.mosaic.stitcher.testkit.Postgres;
import dev.mosaic.stitcher.testkit.SampleJobs;
import dev.mosaic.stitcher.testkit.Stores;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketException;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
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
import org.springframework.core.ParameterizedTypeReference;
import org.springframework.http.codec.ServerSentEvent;
import org.springframework.web.reactive.function.client.WebClient;
import reactor.core.publisher.Flux;
import reactor.util.retry.Retry;

/** Streams over a real socket, while real transactions write the log. */
@ExtendWith(OutputCaptureExtension.class)
@ResourceLock(Resources.SYSTEM_OUT)
class EventStreamTest {
    private static final Duration LIMIT = Duration.ofSeconds(60);
    private static final Pattern ID = Pattern.compile("(?m)^id:(\\d+)$");
    private static final ParameterizedTypeReference<ServerSentEvent<Map<String, Object>>> EVENT =
            new ParameterizedTypeReference<>() {};

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
                                "mosaic.api.heartbeat", "200ms",
                                "mosaic.api.patience", "2s",
                                "mosaic.api.stream-pause", "5ms"));
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    @Test
    void everyEventComesOnceHoweverOftenTheReaderComesBack() throws Exception {
        var lease = stores.running(SampleJobs.request());
        var writer = CompletableFuture.runAsync(() -> write(lease, 300));

        var read = new ArrayList<Integer>();
        for (var visit = 1; read.isEmpty() || last(read) < 150; visit++) {
            var some = follow(lease.job(), read.isEmpty() ? null : last(read).toString());
            read.addAll(some.take(visit).collectList().block(LIMIT));
        }
        read.addAll(follow(lease.job(), last(read).toString()).collectList().block(LIMIT));

        writer.get();
        var newest = stores.jobs().find(lease.job()).block().lastSeq();
        assertThat(read).isEqualTo(IntStream.rangeClosed(1, newest).boxed().toList());
    }

    @Test
    void aStreamOfAFinishedJobEndsAndIsNotResumed() {
        var lease = stores.running(SampleJobs.request());
        stores.jobs().complete(lease, "done").block();

        var read = follow(lease.job(), null).collectList().block(LIMIT);

        assertThat(read).containsExactly(1, 2, 3, 4);
        client().get()
                .uri("/api/runner-jobs/{id}/events/stream", lease.job())
                .header("Last-Event-ID", "4")
                .exchangeToMono(response -> {
                    assertThat(response.statusCode().value()).isEqualTo(204);
                    return response.releaseBody();
                })
                .block(LIMIT);
    }

    @Test
    void aRetriedJobIsFollowedToItsSecondEnd() {
        var job = stores.submit(SampleJobs.request()).id();
        stores.jobs().cancel(job, "ada", "wrong one").block();
        stores.jobs().retry(job, "ada", "again", SampleJobs.CONSOLE).block();
        var seen = new ArrayList<Integer>();
        var stream = follow(job, null).doOnNext(seen::add).collectList().toFuture();
        await().atMost(LIMIT).until(() -> seen.size() >= 4);
        assertThat(stream).isNotDone();

        stores.jobs().cancel(job, "ada", "wrong again").block();

        assertThat(stream)
                .succeedsWithin(LIMIT)
                .isEqualTo(
                        IntStream.rangeClosed(1, stores.jobs().find(job).block().lastSeq())
                                .boxed()
                                .toList());
    }

    @Test
    void anEventCarriesItsNumberItsTypeAndItsPayload() {
        var job = stores.submit(SampleJobs.request()).id();

        var first = events(job, null).blockFirst(LIMIT);

        assertThat(first.id()).isEqualTo("1");
        assertThat(first.event()).isEqualTo("job.submitted");
        assertThat(first.data())
                .containsEntry("seq", 1)
                .containsEntry("type", "job.submitted")
                .hasEntrySatisfying(
                        "data", data -> assertThat(data).asString().contains("requestedBy=ada"));
    }

    @Test
    void hostileTextStaysInsideItsEvent() throws Exception {
        var lease = stores.running(SampleJobs.request());
        var text = "one\n\nid: 99\nevent: job.completed\ndata: {}\n\n\u2028\u001b[2J";
        stores.jobs().record(lease, new JobEvent.AgentNote("a1", text)).block();

        var raw = readUntil(open(lease.job(), "after=3"), "id:4\n", "\n\n");

        assertThat(raw).doesNotContain("\u001b", "\nid: 99", "\nevent: job.completed");
        var event = events(lease.job(), "3").blockFirst(LIMIT);
        assertThat(event.event()).isEqualTo("agent.note");
        assertThat(((Map<?, ?>) event.data().get("data")).get("text")).isEqualTo(text);
    }

    @ParameterizedTest
    @ValueSource(strings = {"x", "-1", "99", "1.5", "99999999999999"})
    void aNumberThatTheLogDoesNotHaveIsRefused(String id) {
        var job = stores.submit(SampleJobs.request()).id();

        server.client()
                .get()
                .uri("/api/runner-jobs/{id}/events/stream", job)
                .header("Last-Event-ID", id)
                .exchange()
                .expectStatus()
                .isBadRequest()
                .expectBody()
                .jsonPath("$.detail")
                .isEqualTo(
                        "`%s` is not the number of an event of this job; its newest is 2."
                                .formatted(id));
    }

    @Test
    void anIdleStreamShowsThatItLives() throws Exception {
        var job = stores.submit(SampleJobs.request()).id();

        var raw = readUntil(open(job, ""), ":alive", ":alive");

        assertThat(raw).contains("HTTP/1.1 200", ":connected", "retry:2000");
    }

    @Test
    void aStreamOutlivesTheLossOfAllDatabaseConnections() {
        var lease = stores.running(SampleJobs.request());
        var seen = new ArrayList<Integer>();
        var stream = follow(lease.job(), null).doOnNext(seen::add).collectList().toFuture();
        await().atMost(LIMIT).until(() -> seen.size() >= 3);

        postgres.cut();
        stores.jobs()
                .complete(lease, "done")
                .retryWhen(Retry.fixedDelay(200, Duration.ofMillis(50)))
                .block();

        assertThat(stream).succeedsWithin(LIMIT).isEqualTo(List.of(1, 2, 3, 4));
        Postgres.awaitWhole(postgres.client());
    }

    @Test
    void readersThatVanishLeaveNoConnectionBehind() throws Exception {
        var lease = stores.running(SampleJobs.request());
        var writing = new AtomicBoolean(true);
        var writer = CompletableFuture.runAsync(() -> writeWhile(lease, writing));

        for (var i = 0; i < 200; i++) {
            try (var stream = open(lease.job(), "");
                    var list = send("/api/runner-jobs?limit=200", "")) {
                reset(stream);
                reset(list);
            }
        }

        writing.set(false);
        writer.get();
        var pool = postgres.pool().getMetrics().orElseThrow();
        await().atMost(LIMIT)
                .untilAsserted(() -> {
                    assertThat(pool.acquiredSize()).isZero();
                    assertThat(pool.pendingAcquireSize()).isZero();
                });
        assertThat(stores.jobs().find(lease.job()).block(LIMIT)).isNotNull();
    }

    @Test
    void aReaderThatStallsIsToldSoAndCanResume(CapturedOutput output) throws Exception {
        var lease = stores.running(SampleJobs.request());
        ManyEvents.tell(postgres, lease.job(), 1_500);
        var answer = "";
        try (var stream = open(lease.job(), "")) {
            await().atMost(LIMIT)
                    .until(() -> output.toString().contains("ended a stream whose reader"));
            answer = readUntil(stream, "event:lagged", "\n\n");
        }

        var got = ids(answer);
        assertThat(got).startsWith(1, 2, 3).hasSizeLessThan(1_500);
        assertThat(got).isEqualTo(IntStream.rangeClosed(1, last(got)).boxed().toList());
        stores.jobs().complete(lease, "done").block();
        assertThat(follow(lease.job(), last(got).toString()).collectList().block(LIMIT))
                .isEqualTo(IntStream.rangeClosed(last(got) + 1, 1_504).boxed().toList());
    }

    @Test
    void aReaderThatNeverReadsIsCutOff(CapturedOutput output) throws Exception {
        var lease = stores.running(SampleJobs.request());
        ManyEvents.tell(postgres, lease.job(), 1_500);
        try (var stream = open(lease.job(), "")) {
            await().atMost(LIMIT)
                    .until(() -> output.toString().contains("cut off a stream whose reader"));

            assertThat(endOf(stream)).doesNotContain("event:lagged");
        }
    }

    private static void write(Lease lease, int count) {
        for (var i = 0; i < count; i++) {
            stores.jobs().record(lease, new JobEvent.AgentNote("a1", "note " + i)).block();
        }
        stores.jobs().complete(lease, "done").block();
    }

    private static void writeWhile(Lease lease, AtomicBoolean writing) {
        while (writing.get()) {
            stores.jobs().record(lease, new JobEvent.AgentNote("a1", "note")).block();
        }
    }

    private static WebClient client() {
        return WebClient.create("http://127.0.0.1:" + server.port());
    }

    private static Flux<Integer> follow(JobId job, @Nullable String lastEventId) {
        return events(job, lastEventId).map(event -> Integer.valueOf(event.id()));
    }

    private static Flux<ServerSentEvent<Map<String, Object>>> events(
            JobId job, @Nullable String lastEventId) {
        return client().get()
                .uri("/api/runner-jobs/{id}/events/stream", job)
                .headers(headers -> {
                    if (lastEventId != null) {
                        headers.set("Last-Event-ID", lastEventId);
                    }
                })
                .retrieve()
                .bodyToFlux(EVENT)
                .filter(event -> event.id() != null);
    }

    private static Socket open(JobId job, String query) throws IOException {
        return send("/api/runner-jobs/" + job + "/events/stream?" + query, "");
    }

    private static Socket send(String path, String headers) throws IOException {
        var socket = new Socket();
        socket.setReceiveBufferSize(4_096);
        socket.setSoTimeout(20_000);
        socket.connect(new InetSocketAddress("127.0.0.1", server.port()));
        var request = "GET %s HTTP/1.1\r\nHost: localhost\r\n%s\r\n".formatted(path, headers);
        socket.getOutputStream().write(request.getBytes(US_ASCII));
        socket.getOutputStream().flush();
        return socket;
    }

    /** Hangs up in the rudest way that TCP has. */
    private static void reset(Socket socket) throws IOException {
        socket.setSoLinger(true, 0);
    }

    /** What comes until {@code mark}, and on to the next {@code end} after it. */
    private static String readUntil(Socket socket, String mark, String end) throws IOException {
        var text = new StringBuilder();
        var buffer = new byte[65_536];
        while (true) {
            var at = text.indexOf(mark, Math.max(0, text.length() - 2 * buffer.length));
            if (at >= 0 && text.indexOf(end, at) >= 0) {
                return text.toString();
            }
            var count = socket.getInputStream().read(buffer);
            assertThat(count).as("the stream ended before %s", mark).isPositive();
            text.append(new String(buffer, 0, count, UTF_8));
        }
    }

    /** What comes until the server hangs up. */
    private static String endOf(Socket socket) {
        var text = new StringBuilder();
        var buffer = new byte[65_536];
        try {
            for (var n = 0; n >= 0; n = socket.getInputStream().read(buffer)) {
                text.append(new String(buffer, 0, n, UTF_8));
            }
        } catch (SocketException _) {
            // a reset is an end too
            return text.toString();
        } catch (IOException e) {
            throw new AssertionError("the server did not hang up", e);
        }
        return text.toString();
    }

    private static List<Integer> ids(String stream) {
        return ID.matcher(stream).results().map(found -> Integer.valueOf(found.group(1))).toList();
    }

    private static Integer last(List<Integer> seqs) {
        return seqs.getLast();
    }
}
