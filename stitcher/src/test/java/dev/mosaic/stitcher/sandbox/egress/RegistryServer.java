package dev.mosaic.stitcher.sandbox.egress;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A registry of packages over files, which asks whoever reads for a user and a password; or an open
 * one, under another name of this machine.
 */
public final class RegistryServer implements AutoCloseable {
    public static final String USER = "ada";
    public static final String PASSWORD = "open-sesame-1815";

    private final HttpServer server;
    private final boolean open;
    private final Path folder;
    private final List<Seen> seen = new CopyOnWriteArrayList<>();
    private final AtomicInteger downloads = new AtomicInteger();
    private final Map<String, Answer> answers = new ConcurrentHashMap<>();

    /** One request. */
    public record Seen(String method, String uri, Map<String, List<String>> headers) {}

    /** What is answered in place of a file. */
    public interface Answer {
        void give(HttpExchange exchange) throws IOException;
    }

    /**
     * @param folder whose files it has
     */
    public RegistryServer(Path folder) throws IOException {
        this(folder, false);
    }

    private RegistryServer(Path folder, boolean open) throws IOException {
        this.folder = folder;
        this.open = open;
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        server.createContext("/repo/", this::handle);
        server.createContext("/other/", exchange -> status(exchange, 200));
        server.start();
    }

    /** One that everybody may read. */
    public static RegistryServer open(Path folder) throws IOException {
        return new RegistryServer(folder, true);
    }

    public String url() {
        return "http://%s:%d/repo"
                .formatted(open ? "localhost" : "127.0.0.1", server.getAddress().getPort());
    }

    /** Settings of a mirror, {@code name=value}. */
    public List<String> settings(String name, String kind) {
        var prefix = "mosaic.sandbox.docker.mirrors.%s.".formatted(name);
        return List.of(
                prefix + "kind=" + kind,
                prefix + "url=" + url(),
                prefix + "user=" + USER,
                prefix + "password=" + PASSWORD);
    }

    /** How many files were given away. */
    public int downloads() {
        return downloads.get();
    }

    public List<Seen> seen() {
        return List.copyOf(seen);
    }

    /** From now on something else is answered for a path below {@code /repo}. */
    public void answer(String path, Answer answer) {
        answers.put("/repo" + path, answer);
    }

    /** From now on there is a file of some type below {@code /repo}. */
    public void put(String path, String type, byte[] content) {
        answer(
                path,
                exchange -> {
                    exchange.getResponseHeaders().add("Content-Type", type);
                    give(exchange, Optional.of(content));
                });
    }

    /** A status without a body. */
    public static void status(HttpExchange exchange, int status) throws IOException {
        exchange.sendResponseHeaders(status, -1);
    }

    private void handle(HttpExchange exchange) throws IOException {
        try (exchange) {
            var headers = new TreeMap<String, List<String>>(String.CASE_INSENSITIVE_ORDER);
            exchange.getRequestHeaders()
                    .forEach((name, all) -> headers.put(name, new ArrayList<>(all)));
            var uri = exchange.getRequestURI().toString();
            seen.add(new Seen(exchange.getRequestMethod(), uri, headers));
            var wanted =
                    "Basic "
                            + Base64.getEncoder()
                                    .encodeToString(
                                            (USER + ":" + PASSWORD)
                                                    .getBytes(StandardCharsets.UTF_8));
            if (!open && !wanted.equals(exchange.getRequestHeaders().getFirst("Authorization"))) {
                status(exchange, 401);
            } else if (answers.containsKey(uri)) {
                answers.get(uri).give(exchange);
            } else {
                give(
                        exchange,
                        file(exchange.getRequestURI().getPath().substring("/repo/".length())));
            }
        }
    }

    private Optional<byte[]> file(String path) throws IOException {
        var file = folder.resolve(path).normalize();
        return file.startsWith(folder) && Files.isRegularFile(file)
                ? Optional.of(Files.readAllBytes(file))
                : Optional.empty();
    }

    private void give(HttpExchange exchange, Optional<byte[]> file) throws IOException {
        if (file.isEmpty()) {
            status(exchange, 404);
            return;
        }
        exchange.getResponseHeaders().add("Set-Cookie", "session=secret");
        exchange.getResponseHeaders().add("ETag", "\"1\"");
        if (exchange.getRequestMethod().equals("HEAD")) {
            exchange.getResponseHeaders()
                    .add("Content-Length", Integer.toString(file.get().length));
            status(exchange, 200);
            return;
        }
        downloads.incrementAndGet();
        exchange.sendResponseHeaders(200, file.get().length == 0 ? -1 : file.get().length);
        exchange.getResponseBody().write(file.get());
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
