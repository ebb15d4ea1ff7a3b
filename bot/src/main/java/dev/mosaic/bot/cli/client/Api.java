package dev.mosaic.bot.cli.client;

import dev.mosaic.bot.cli.console.OutputOptions;
import dev.mosaic.bot.cli.console.Surroundings;
import dev.mosaic.bot.cli.console.TerminalText;
import java.io.IOException;
import java.io.InputStream;
import java.net.ConnectException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpConnectTimeoutException;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * The REST API of a running Mosaic. Blocking. Every method throws {@link NoServer} if nobody
 * answers, and {@link Refused} with the server's own words if it says no.
 */
public final class Api {
    private static final Duration CONNECT = Duration.ofSeconds(5);
    private static final Duration ANSWER = Duration.ofSeconds(60);
    private static final JsonMapper JSON = JsonMapper.builder().build();

    private final String url;
    private final @Nullable String token;
    private final HttpClient http = HttpClient.newBuilder().connectTimeout(CONNECT).build();

    private Api(String url, @Nullable String token) {
        this.url = url;
        this.token = token;
    }

    /**
     * The server that {@code MOSAIC_URL} names; without it the one on this machine. The token is
     * that of {@code MOSAIC_TOKEN}, unless a file with one is named.
     */
    public static Api of(Surroundings around, OutputOptions options) {
        var variables = around.variables();
        var tokenFile = options.tokenFile();
        var token = tokenFile == null ? variables.get("MOSAIC_TOKEN") : read(tokenFile);
        if (token != null && !token.matches("[!-~]{1,200}")) {
            throw new Refused(
                    "MOSAIC_TOKEN or the token file holds no token. One looks like mosaic_ and 49"
                            + " letters and digits, on a line of its own.");
        }
        var named = variables.get("MOSAIC_URL");
        if (named == null) {
            var port = variables.get("PORT");
            return new Api("http://127.0.0.1:" + (port == null ? "3001" : port), token);
        }
        if (!named.matches("https?://[^\\s/?#]+.*")) {
            throw new Refused(
                    "MOSAIC_URL is %s, which is no address. It looks like http://127.0.0.1:3001."
                            .formatted(TerminalText.line(named)));
        }
        return new Api(named.replaceFirst("/+$", ""), token);
    }

    private static String read(Path file) {
        try {
            return Files.readString(file).strip();
        } catch (IOException e) {
            throw new Refused(
                    "The token file %s cannot be read (%s). Mend its path or its rights."
                            .formatted(file, e.getClass().getSimpleName()));
        }
    }

    public String url() {
        return url;
    }

    public JsonNode get(String path) throws InterruptedException {
        return json(send(request(path).GET().build()));
    }

    public String text(String path) throws InterruptedException {
        return send(request(path).GET().build());
    }

    public JsonNode delete(String path) throws InterruptedException {
        return json(send(request(path).DELETE().build()));
    }

    public JsonNode post(String path, Map<String, ?> body) throws InterruptedException {
        return json(
                send(
                        request(path)
                                .header("Content-Type", "application/json")
                                .POST(
                                        HttpRequest.BodyPublishers.ofString(
                                                JSON.writeValueAsString(body)))
                                .build()));
    }

    /**
     * Opens an event stream.
     *
     * @param lastEventId the last event that was seen; null for all from the first
     * @return null if there is nothing more to come, ever
     */
    @Nullable InputStream stream(String path, @Nullable String lastEventId)
            throws IOException, InterruptedException {
        var request = addressed(path).GET().header("Accept", "text/event-stream");
        if (lastEventId != null) {
            request.header("Last-Event-ID", lastEventId);
        }
        var response = http.send(request.build(), BodyHandlers.ofInputStream());
        if (response.statusCode() == 204) {
            return null;
        }
        if (response.statusCode() != 200) {
            try (var body = response.body()) {
                var text = new String(body.readNBytes(65_536), StandardCharsets.UTF_8);
                throw refusal(response.statusCode(), text);
            }
        }
        return response.body();
    }

    /** One part of a path or query. */
    public static String encode(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
    }

    /** Reads JSON that an event carries. */
    public static JsonNode parse(String json) {
        return JSON.readTree(json);
    }

    private HttpRequest.Builder request(String path) {
        return addressed(path)
                .timeout(ANSWER)
                .header("Accept", "application/json, application/problem+json, text/plain");
    }

    private HttpRequest.Builder addressed(String path) {
        var request = HttpRequest.newBuilder(uri(path));
        return token == null ? request : request.header("Authorization", "Bearer " + token);
    }

    private URI uri(String path) {
        try {
            return URI.create(url + path);
        } catch (IllegalArgumentException e) {
            throw new NoServer(url, e);
        }
    }

    private String send(HttpRequest request) throws InterruptedException {
        HttpResponse<String> response;
        try {
            response = http.send(request, BodyHandlers.ofString());
        } catch (ConnectException | HttpConnectTimeoutException e) {
            throw new NoServer(url, e);
        } catch (IOException e) {
            throw new Refused(
                    "The Mosaic at %s broke off (%s). Try again; `mosaic status` shows whether it is well."
                            .formatted(url, e.getMessage()));
        }
        if (response.statusCode() / 100 != 2) {
            throw refusal(response.statusCode(), response.body());
        }
        return response.body();
    }

    private JsonNode json(String body) {
        try {
            return JSON.readTree(body);
        } catch (JacksonException _) {
            throw notMosaic();
        }
    }

    private Refused notMosaic() {
        return new Refused(
                "What answers at %s is not Mosaic. Check MOSAIC_URL and PORT.".formatted(url));
    }

    /** A problem in the server's words; anything else is not from Mosaic. */
    private Refused refusal(int status, String body) {
        try {
            var problem = JSON.readTree(body);
            var detail = problem.path("detail").asString("");
            if (!detail.isEmpty()) {
                return new Refused(
                        TerminalText.block(
                                (detail + " " + problem.path("hint").asString("")).strip()));
            }
            var reason = problem.path("reason").asString("");
            if (!reason.isEmpty()) {
                return new Refused(TerminalText.block(reason));
            }
        } catch (JacksonException _) {
            return notMosaic();
        }
        return new Refused(
                "The Mosaic at %s answered %d and said nothing more. Its log tells why."
                        .formatted(url, status));
    }
}
