package dev.mosaic.stitcher.testkit;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * A server that speaks Anthropic's streamed Messages API on the loopback and plays a script: the
 * n-th request gets the n-th reply, and the last one repeats.
 */
public final class FakeAnthropic implements AutoCloseable {
    private static final JsonMapper JSON = new JsonMapper();

    private final HttpServer server;
    private final List<Request> requests = new CopyOnWriteArrayList<>();
    private final AtomicInteger left = new AtomicInteger();
    private final CountDownLatch closed = new CountDownLatch(1);
    private List<Reply> script = List.of();
    private int played;

    /** What was asked. */
    public record Request(String path, Map<String, List<String>> headers, JsonNode body) {}

    /** How a request is answered. */
    public interface Reply {
        void play(FakeAnthropic server, HttpExchange exchange)
                throws IOException, InterruptedException;
    }

    public FakeAnthropic(Reply... script) {
        this.script = List.of(script);
        try {
            server =
                    HttpServer.create(
                            new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        server.createContext("/", this::answer);
        server.start();
    }

    /** From now on this is played, whatever was asked before. */
    public synchronized void play(Reply... next) {
        script = List.of(next);
        played = requests.size();
    }

    /** For {@code base-url} of a provider. */
    public URI root() {
        return url().resolve("/");
    }

    public URI url() {
        return URI.create("http://127.0.0.1:%d/llm/run".formatted(server.getAddress().getPort()));
    }

    public List<Request> requests() {
        return List.copyOf(requests);
    }

    /** How many clients hung up before their answer was whole. */
    public int left() {
        return left.get();
    }

    @Override
    public void close() {
        closed.countDown();
        server.stop(0);
    }

    /** Says something and ends its turn. */
    public static Reply says(String text) {
        return ends("end_turn", text);
    }

    /** Says something and ends for a reason. */
    public static Reply ends(String reason, String text) {
        return whole(reason, usage(10, 0, 0), List.of(Map.of("type", "text", "text", text)));
    }

    /** Uses a tool. */
    public static Reply uses(String tool, Map<String, Object> input) {
        return uses(tool, input, usage(10, 0, 0));
    }

    /** Uses a tool after it has read so many tokens. */
    public static Reply uses(String tool, Map<String, Object> input, Map<String, Object> usage) {
        return whole(
                "tool_use",
                usage,
                List.of(
                        Map.of(
                                "type",
                                "tool_use",
                                "id",
                                "toolu_" + Math.abs(input.hashCode()),
                                "name",
                                tool,
                                "input",
                                input)));
    }

    public static Map<String, Object> usage(long input, long cacheRead, long cacheWrite) {
        return Map.of(
                "input_tokens", input,
                "cache_read_input_tokens", cacheRead,
                "cache_creation_input_tokens", cacheWrite,
                "output_tokens", 1);
    }

    /** Refuses the request. @param retryAfter seconds; empty for no header */
    public static Reply status(int status, String retryAfter, String message) {
        return (_, exchange) -> {
            var body =
                    json(
                            Map.of(
                                    "type",
                                    "error",
                                    "error",
                                    Map.of("type", "api_error", "message", message)));
            exchange.getResponseHeaders().set("content-type", "application/json");
            if (!retryAfter.isEmpty()) {
                exchange.getResponseHeaders().set("retry-after", retryAfter);
            }
            var bytes = body.getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(status, bytes.length);
            exchange.getResponseBody().write(bytes);
        };
    }

    /** Begins to speak, and then says an error. */
    public static Reply errs(String type) {
        return begun(out ->
                event(out, "error", Map.of("error", Map.of("type", type, "message", "so it is"))));
    }

    /** Begins to speak, and then sends what is no JSON. */
    public static Reply malformed() {
        return begun(out -> out.write("event: message_delta\ndata: {nope\n\n".getBytes(UTF)));
    }

    /** Begins to speak, and then ends as if that were all. */
    public static Reply halves() {
        return begun(_ -> {});
    }

    /** Begins to speak, and then the connection is cut. */
    public static Reply cut() {
        return (server, exchange) -> {
            server.begin(exchange);
            exchange.getResponseBody().flush();
            throw new IOException("cut");
        };
    }

    /** Speaks until somebody hangs up. */
    public static Reply endless() {
        return (server, exchange) -> {
            var out = server.begin(exchange);
            try {
                while (!server.closed.await(20, TimeUnit.MILLISECONDS)) {
                    delta(out, 0, Map.of("type", "text_delta", "text", "and "));
                }
            } catch (IOException e) {
                server.left.incrementAndGet();
                throw e;
            }
        };
    }

    /** Uses a tool, and is cut off in the middle of its input. */
    public static Reply cutOff(String tool, String partOfInput) {
        return (server, exchange) -> {
            var out = server.start(exchange, usage(10, 0, 0));
            event(
                    out,
                    "content_block_start",
                    Map.of(
                            "index",
                            0,
                            "content_block",
                            Map.of(
                                    "type",
                                    "tool_use",
                                    "id",
                                    "toolu_cut",
                                    "name",
                                    tool,
                                    "input",
                                    Map.of())));
            delta(out, 0, Map.of("type", "input_json_delta", "partial_json", partOfInput));
            stop(out, 0, "max_tokens");
        };
    }

    private static final Charset UTF = StandardCharsets.UTF_8;

    private interface Piece {
        void write(OutputStream out) throws IOException;
    }

    private static Reply begun(Piece then) {
        return (server, exchange) -> then.write(server.begin(exchange));
    }

    private static Reply whole(
            String reason, Map<String, Object> usage, List<Map<String, Object>> blocks) {
        return (server, exchange) -> {
            var out = server.start(exchange, usage);
            for (var i = 0; i < blocks.size(); i++) {
                block(out, i, blocks.get(i));
                if (i < blocks.size() - 1) {
                    event(out, "content_block_stop", Map.of("index", i));
                }
            }
            stop(out, blocks.size() - 1, reason);
        };
    }

    private static void block(OutputStream out, int index, Map<String, Object> block)
            throws IOException {
        if (block.get("type").equals("text")) {
            event(
                    out,
                    "content_block_start",
                    Map.of("index", index, "content_block", Map.of("type", "text", "text", "")));
            delta(out, index, Map.of("type", "text_delta", "text", block.get("text")));
            return;
        }
        var begin = new HashMap<>(block);
        begin.put("input", Map.of());
        event(out, "content_block_start", Map.of("index", index, "content_block", begin));
        var input = json(block.get("input"));
        var half = input.length() / 2;
        for (var piece : List.of(input.substring(0, half), input.substring(half))) {
            delta(out, index, Map.of("type", "input_json_delta", "partial_json", piece));
        }
    }

    private OutputStream begin(HttpExchange exchange) throws IOException {
        var out = start(exchange, usage(10, 0, 0));
        event(
                out,
                "content_block_start",
                Map.of("index", 0, "content_block", Map.of("type", "text", "text", "")));
        delta(out, 0, Map.of("type", "text_delta", "text", "Well "));
        return out;
    }

    private OutputStream start(HttpExchange exchange, Map<String, Object> usage)
            throws IOException {
        exchange.getResponseHeaders().set("content-type", "text/event-stream");
        exchange.sendResponseHeaders(200, 0);
        var message = new HashMap<String, Object>();
        message.put("id", "msg_1");
        message.put("type", "message");
        message.put("role", "assistant");
        message.put("model", "fake");
        message.put("content", List.of());
        message.put("stop_reason", null);
        message.put("stop_sequence", null);
        message.put("usage", usage);
        event(exchange.getResponseBody(), "message_start", Map.of("message", message));
        event(exchange.getResponseBody(), "ping", Map.of());
        return exchange.getResponseBody();
    }

    private static void delta(OutputStream out, int index, Map<String, Object> delta)
            throws IOException {
        event(out, "content_block_delta", Map.of("index", index, "delta", delta));
    }

    private static void stop(OutputStream out, int index, String reason) throws IOException {
        event(out, "content_block_stop", Map.of("index", index));
        var delta = new HashMap<String, Object>();
        delta.put("stop_reason", reason);
        delta.put("stop_sequence", null);
        event(out, "message_delta", Map.of("delta", delta, "usage", Map.of("output_tokens", 5)));
        event(out, "message_stop", Map.of());
    }

    private static void event(OutputStream out, String type, Map<String, ?> fields)
            throws IOException {
        var all = new HashMap<String, Object>(fields);
        all.put("type", type);
        out.write("event: %s\ndata: %s\n\n".formatted(type, json(all)).getBytes(UTF));
        out.flush();
    }

    private static String json(Object value) {
        return JSON.writeValueAsString(value);
    }

    private void answer(HttpExchange exchange) throws IOException {
        var body = JSON.readTree(exchange.getRequestBody().readAllBytes());
        Reply reply;
        synchronized (this) {
            reply = script.get(Math.min(requests.size() - played, script.size() - 1));
            requests.add(
                    new Request(
                            exchange.getRequestURI().getPath(),
                            Map.copyOf(exchange.getRequestHeaders()),
                            body));
        }
        try {
            reply.play(this, exchange);
            exchange.close();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
