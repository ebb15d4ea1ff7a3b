package dev.mosaic.stitcher.testkit;

import io.netty.handler.codec.http.HttpHeaders;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.reactivestreams.Publisher;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.netty.DisposableChannel;
import reactor.netty.DisposableServer;
import reactor.netty.http.server.HttpServer;
import reactor.netty.http.server.HttpServerRequest;
import reactor.netty.http.server.HttpServerResponse;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * A provider of models on the wire, on a free port of the loopback: Anthropic's Messages and
 * OpenAI's chat completions and responses, as a whole and streamed. Each call is answered by the
 * next script, and by the last one for ever. Thread-safe.
 */
public final class FakeModels implements AutoCloseable {
    private static final Duration LIMIT = Duration.ofSeconds(10);
    private static final Duration MOMENT = Duration.ofMillis(50);

    private final DisposableServer server;
    private final Deque<ModelScript> scripts = new ArrayDeque<>(List.of(ModelScript.text("Done.")));
    private final List<Asked> asked = new ArrayList<>();
    private final AtomicInteger open = new AtomicInteger();
    private final AtomicLong sent = new AtomicLong();
    private volatile CompletableFuture<Void> gate = new CompletableFuture<>();

    private FakeModels() {
        server = HttpServer.create().host("127.0.0.1").port(0).handle(this::handle).bindNow(LIMIT);
    }

    public static FakeModels start() {
        return new FakeModels();
    }

    /** What came over the wire. Names of headers are in small letters. */
    public record Asked(String path, Map<String, String> headers, JsonNode body) {}

    /** For {@code base-url} of a provider that speaks Anthropic's API. */
    public String url() {
        return "http://127.0.0.1:" + server.port();
    }

    /** For {@code base-url} of a provider that speaks OpenAI's. */
    public String openAiUrl() {
        return url() + "/v1";
    }

    /** The next calls are answered so, one after the other; whatever follows, as the last one. */
    public synchronized FakeModels answer(ModelScript... next) {
        scripts.clear();
        scripts.addAll(List.of(next));
        return this;
    }

    /** Lets go on what a script holds back. */
    public void release() {
        gate.complete(null);
        gate = new CompletableFuture<>();
    }

    /** All calls so far, in order. */
    public synchronized List<Asked> asked() {
        return List.copyOf(asked);
    }

    public Asked lastAsked() {
        return asked().getLast();
    }

    /** How many calls are being answered. */
    public int open() {
        return open.get();
    }

    /** How many pieces of streams were sent so far. */
    public long sent() {
        return sent.get();
    }

    @Override
    public void close() {
        server.disposeNow(LIMIT);
    }

    private Publisher<Void> handle(HttpServerRequest request, HttpServerResponse response) {
        return request.receive()
                .aggregate()
                .asString(StandardCharsets.UTF_8)
                .defaultIfEmpty("")
                .flatMap(body -> answer(request, response, body));
    }

    private Mono<Void> answer(HttpServerRequest request, HttpServerResponse response, String text) {
        var body = JsonMapper.shared().readTree(text.isEmpty() ? "{}" : text);
        var script = remember(new Asked(request.uri(), plain(request.requestHeaders()), body));
        script.headers().forEach(response::header);
        response.status(script.status());
        if (request.uri().endsWith("/count_tokens")) {
            return json(response, "{\"input_tokens\":42}");
        }
        if (script.body() != null) {
            return json(response, script.body());
        }
        var wire = ModelWire.of(request.uri(), body);
        if (!body.path("stream").asBoolean(false)) {
            return json(response, wire.whole(script));
        }
        open.incrementAndGet();
        var held = Mono.fromFuture(gate, true).thenReturn("");
        var pieces = wire.pieces(script, held).doOnNext(_ -> sent.incrementAndGet());
        // each piece by itself, as providers do
        return response.sse()
                .sendString(script.breaks() ? pieces.concatWith(broken(response)) : pieces)
                .then()
                .doFinally(_ -> open.decrementAndGet());
    }

    /** A moment after everything before it, so that the other side has read that. */
    private static Flux<String> broken(HttpServerResponse response) {
        return Mono.delay(MOMENT)
                .doOnNext(_ -> response.withConnection(DisposableChannel::dispose))
                .thenMany(Flux.never());
    }

    private synchronized ModelScript remember(Asked one) {
        asked.add(one);
        return scripts.size() > 1 ? scripts.removeFirst() : scripts.getFirst();
    }

    private static Mono<Void> json(HttpServerResponse response, String body) {
        return response.header("content-type", "application/json")
                .sendString(Mono.just(body))
                .then();
    }

    private static Map<String, String> plain(HttpHeaders headers) {
        var plain = new TreeMap<String, String>();
        headers.forEach(it -> plain.put(it.getKey().toLowerCase(Locale.ROOT), it.getValue()));
        return plain;
    }
}
