package dev.mosaic.stitcher.sandbox.egress;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;

/** A node as one may find it at its port: a model proxy, and everything else. */
public final class NodeServer implements AutoCloseable {
    private final HttpServer server;
    private final List<Seen> seen = new CopyOnWriteArrayList<>();
    private final CountDownLatch more = new CountDownLatch(1);
    private final CompletableFuture<Void> left = new CompletableFuture<>();

    /** One request. */
    public record Seen(String method, String uri, Map<String, List<String>> headers, String body) {}

    public NodeServer() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        server.createContext("/", this::handle);
        server.start();
    }

    /** As a run is told of its model. */
    public URI model(String token) {
        return URI.create("http://127.0.0.1:%d/llm/%s".formatted(port(), token));
    }

    public int port() {
        return server.getAddress().getPort();
    }

    public List<Seen> seen() {
        return seen;
    }

    /** Lets the second half of a streamed answer go. */
    public void goOn() {
        more.countDown();
    }

    /** When somebody was gone before all of an endless answer was told. */
    public CompletableFuture<Void> left() {
        return left;
    }

    private void handle(HttpExchange exchange) throws IOException {
        try (exchange) {
            var body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
            var headers = new TreeMap<String, List<String>>(String.CASE_INSENSITIVE_ORDER);
            headers.putAll(exchange.getRequestHeaders());
            var uri = exchange.getRequestURI().toString();
            seen.add(new Seen(exchange.getRequestMethod(), uri, headers, body));
            if (uri.endsWith("/stream")) {
                stream(exchange);
            } else if (uri.endsWith("/endless")) {
                endless(exchange);
            } else {
                var text = ("answer to " + body).getBytes(StandardCharsets.UTF_8);
                exchange.getResponseHeaders().add("Content-Type", "application/json");
                exchange.getResponseHeaders().add("Set-Cookie", "session=secret");
                exchange.sendResponseHeaders(200, text.length);
                exchange.getResponseBody().write(text);
            }
        }
    }

    private void stream(HttpExchange exchange) throws IOException {
        exchange.sendResponseHeaders(200, 0);
        exchange.getResponseBody().write("data: 1\n\n".getBytes(StandardCharsets.UTF_8));
        exchange.getResponseBody().flush();
        try {
            more.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        exchange.getResponseBody().write("data: 2\n\n".getBytes(StandardCharsets.UTF_8));
    }

    private void endless(HttpExchange exchange) throws IOException {
        exchange.sendResponseHeaders(200, 0);
        try {
            while (more.getCount() > 0) {
                exchange.getResponseBody().write(new byte[1000]);
                exchange.getResponseBody().flush();
            }
        } catch (IOException e) {
            left.complete(null);
        }
    }

    @Override
    public void close() {
        more.countDown();
        server.stop(0);
    }
}
