package dev.mosaic.stitcher.git.mirror;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.mosaic.stitcher.git.Remote;
import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Path;
import java.util.Base64;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Predicate;

/** The real {@code git http-backend} behind the JDK's little server, with a password. */
final class SmartHttp implements AutoCloseable {
    static final String USER = "bot";
    static final String PASSWORD = "s3cr3t-c4n4ry-t0ken";

    private final HttpServer server;
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final Path root;

    /** Consulted before a request is served; may answer it itself and return true. */
    volatile Predicate<HttpExchange> intercept = _ -> false;

    /** Drops the answers of pushes after they were carried out. */
    volatile boolean loseAnswers;

    SmartHttp(Path root) throws IOException {
        this.root = root;
        server = HttpServer.create(new InetSocketAddress("127.0.0.1", 0), 0);
        server.setExecutor(threads);
        server.createContext("/", this::serve);
        server.start();
    }

    URI url(String repository) {
        return URI.create("http://127.0.0.1:" + server.getAddress().getPort() + "/" + repository);
    }

    Remote remote(String repository) {
        return new Remote("http-1", url(repository), new Remote.Credential(USER, PASSWORD));
    }

    static void answer(HttpExchange exchange, int status) {
        try {
            exchange.sendResponseHeaders(status, -1);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void serve(HttpExchange exchange) throws IOException {
        try (exchange) {
            if (intercept.test(exchange)) {
                return;
            }
            var basic =
                    "Basic "
                            + Base64.getEncoder()
                                    .encodeToString((USER + ":" + PASSWORD).getBytes(UTF_8));
            if (!basic.equals(exchange.getRequestHeaders().getFirst("Authorization"))) {
                exchange.getResponseHeaders().set("WWW-Authenticate", "Basic realm=\"git\"");
                exchange.sendResponseHeaders(401, -1);
                return;
            }
            backend(exchange);
        }
    }

    private void backend(HttpExchange exchange) throws IOException {
        var builder = new ProcessBuilder("git", "http-backend");
        var environment = builder.environment();
        var headers = exchange.getRequestHeaders();
        environment.put("GIT_PROJECT_ROOT", root.toString());
        environment.put("GIT_HTTP_EXPORT_ALL", "1");
        environment.put("GIT_CONFIG_COUNT", "2");
        environment.put("GIT_CONFIG_KEY_0", "safe.directory");
        environment.put("GIT_CONFIG_VALUE_0", "*");
        environment.put("GIT_CONFIG_KEY_1", "http.receivepack");
        environment.put("GIT_CONFIG_VALUE_1", "true");
        environment.put("PATH_INFO", exchange.getRequestURI().getPath());
        environment.put("QUERY_STRING", orEmpty(exchange.getRequestURI().getRawQuery()));
        environment.put("REQUEST_METHOD", exchange.getRequestMethod());
        environment.put("REMOTE_USER", USER);
        environment.put("REMOTE_ADDR", "127.0.0.1");
        environment.put("CONTENT_TYPE", orEmpty(headers.getFirst("Content-Type")));
        environment.put("HTTP_CONTENT_ENCODING", orEmpty(headers.getFirst("Content-Encoding")));
        environment.put("GIT_PROTOCOL", orEmpty(headers.getFirst("Git-Protocol")));
        var body = exchange.getRequestBody().readAllBytes();
        environment.put("CONTENT_LENGTH", String.valueOf(body.length));
        var process = builder.redirectError(ProcessBuilder.Redirect.DISCARD).start();
        try (var in = process.getOutputStream()) {
            in.write(body);
        }
        try (var out = new BufferedInputStream(process.getInputStream())) {
            var status = 200;
            for (var line = line(out); !line.isEmpty(); line = line(out)) {
                var colon = line.indexOf(": ");
                if (line.startsWith("Status")) {
                    status = Integer.parseInt(line.substring(colon + 2, colon + 5));
                } else {
                    exchange.getResponseHeaders()
                            .add(line.substring(0, colon), line.substring(colon + 2));
                }
            }
            var answer = out.readAllBytes();
            if (loseAnswers && exchange.getRequestURI().getPath().endsWith("/git-receive-pack")) {
                return;
            }
            exchange.sendResponseHeaders(status, answer.length == 0 ? -1 : answer.length);
            exchange.getResponseBody().write(answer);
        }
    }

    private static String line(InputStream in) throws IOException {
        var line = new ByteArrayOutputStream();
        for (var b = in.read(); b >= 0 && b != '\n'; b = in.read()) {
            line.write(b);
        }
        return line.toString(ISO_8859_1).strip();
    }

    private static String orEmpty(String text) {
        return text == null ? "" : text;
    }

    @Override
    public void close() {
        server.stop(0);
        threads.shutdownNow();
    }
}
