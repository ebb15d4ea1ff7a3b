package dev.mosaic.bot.cli;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** Speaks HTTP as Mosaic does, with answers that a test lays out. */
public final class FakeServer implements AutoCloseable {
    private final HttpServer server;
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final Map<String, List<Answer>> answers = new HashMap<>();
    private final List<Request> requests = new CopyOnWriteArrayList<>();

    /** What came in. */
    public record Request(String line, String body, String lastEventId, String authorization) {}

    /** What goes out. */
    private record Answer(int status, String type, String body) {}

    public FakeServer() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setExecutor(threads);
        server.createContext("/", this::handle);
        server.start();
    }

    public String url() {
        return "http://127.0.0.1:" + server.getAddress().getPort();
    }

    public List<Request> requests() {
        return requests;
    }

    /** {@code line} is method and path with query; several answers come one after the other. */
    public FakeServer on(String line, int status, String type, String body) {
        answers.computeIfAbsent(line, _ -> new ArrayList<>()).add(new Answer(status, type, body));
        return this;
    }

    public FakeServer json(String line, String body) {
        return on(line, 200, "application/json", body);
    }

    private synchronized void handle(HttpExchange exchange) throws IOException {
        try (exchange) {
            var line = exchange.getRequestMethod() + " " + exchange.getRequestURI();
            var body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
            var last = exchange.getRequestHeaders().getFirst("Last-Event-ID");
            var login = exchange.getRequestHeaders().getFirst("Authorization");
            requests.add(
                    new Request(line, body, last == null ? "" : last, login == null ? "" : login));
            var laid = answers.getOrDefault(line, List.of());
            var answer =
                    laid.isEmpty()
                            ? new Answer(404, "text/plain", "")
                            : laid.size() == 1 ? laid.getFirst() : laid.removeFirst();
            exchange.getResponseHeaders().set("Content-Type", answer.type());
            var bytes = answer.body().getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(answer.status(), bytes.length == 0 ? -1 : bytes.length);
            exchange.getResponseBody().write(bytes);
        }
    }

    @Override
    public void close() {
        server.stop(0);
        threads.close();
    }
}
