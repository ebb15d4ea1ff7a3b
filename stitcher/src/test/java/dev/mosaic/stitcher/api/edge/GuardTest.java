package dev.mosaic.stitcher.api.edge;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.springframework.web.reactive.function.server.RouterFunctions.route;

import dev.mosaic.stitcher.api.ApiServer;
import java.io.IOException;
import java.net.Socket;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.web.reactive.function.server.RouterFunction;
import org.springframework.web.reactive.function.server.ServerResponse;

/** Speaks to the server byte by byte: a client library would not let us be this rude. */
class GuardTest {
    private static final AtomicInteger calls = new AtomicInteger();
    private static ApiServer server;

    @BeforeAll
    static void start() {
        server =
                ApiServer.edge(
                        Map.of("mosaic.api.max-body", "1KB"),
                        context -> context.registerBean(RouterFunction.class, GuardTest::routes));
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    private static RouterFunction<ServerResponse> routes() {
        return route().GET("/thing", _ -> ServerResponse.ok().bodyValue(calls.incrementAndGet()))
                .POST(
                        "/thing",
                        request ->
                                request.bodyToMono(String.class)
                                        .defaultIfEmpty("")
                                        .flatMap(body -> {
                                            calls.incrementAndGet();
                                            return ServerResponse.ok()
                                                    .bodyValue("got " + body.length());
                                        }))
                .build();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "localhost",
                "localhost:3001",
                "LOCALHOST:3001",
                "127.0.0.1",
                "127.0.0.1:80",
                "[::1]",
                "[::1]:3001"
            })
    void aNameOfThisMachineIsAnswered(String host) throws IOException {
        assertThat(get("Host: " + host)).startsWith("HTTP/1.1 200");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Host: evil.example",
                "Host: evil.example:3001",
                "Host: localhost.evil.example",
                "Host: 127.0.0.1.nip.io",
                "Host: localhost.",
                "Host: 0.0.0.0",
                "Host: 192.168.1.5:3001",
                "Host: 2130706433",
                "Host: [::ffff:127.0.0.1]",
                "Host: localhost@evil.example",
                "Host: user@localhost",
                "Host: localhost:3001:3001",
                "Host: ",
                "Host: localhost\r\nHost: evil.example",
                "Host: localhost\r\nOrigin: https://evil.example",
                "Host: localhost\r\nOrigin: http://localhost.evil.example",
                "Host: localhost\r\nOrigin: http://localhost@evil.example",
                "Host: localhost\r\nOrigin: null",
                "Host: localhost\r\nOrigin: ",
                "Host: localhost\r\nOrigin: http://localhost\r\nOrigin: http://evil.example",
                "Host: localhost\r\nSec-Fetch-Site: cross-site"
            })
    void aStrangerIsRefusedBeforeAnythingRuns(String headers) throws IOException {
        var before = calls.get();

        var answer = get(headers);

        assertThat(answer).containsPattern("^HTTP/1.1 40[03]");
        assertThat(calls).hasValue(before);
    }

    @Test
    void aRefusalIsAProblemWithAHint() throws IOException {
        assertThat(get("Host: evil.example"))
                .startsWith("HTTP/1.1 403")
                .containsIgnoringCase("content-type: application/problem+json")
                .contains("\"status\":403", "`evil.example`", "\"hint\":\"Use http://localhost");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Origin: http://localhost:5173",
                "Origin: http://127.0.0.1",
                "Origin: http://[::1]:3001",
                "Sec-Fetch-Site: same-origin",
                "Sec-Fetch-Site: none"
            })
    void aPageOfThisMachineIsAnswered(String header) throws IOException {
        assertThat(get("Host: localhost\r\n" + header)).startsWith("HTTP/1.1 200");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Content-Type: text/plain",
                "Content-Type: application/x-www-form-urlencoded",
                "Content-Type: multipart/form-data; boundary=x",
                "Content-Type: application/jsonp",
                "Content-Type: application/json, text/plain",
                "Content-Type: application/json\r\nContent-Type: text/plain",
                "Content-Type: nonsense",
                "Content-Type: application/json\r\nContent-Encoding: gzip",
                "X-Nothing: at all"
            })
    void aBodyThatIsNotJsonIsRefused(String header) throws IOException {
        var before = calls.get();

        assertThat(post(header, "{}")).startsWith("HTTP/1.1 415").contains("\"hint\"");

        assertThat(calls).hasValue(before);
    }

    @Test
    void aFormWithoutABodyIsRefused() throws IOException {
        assertThat(post("Content-Type: application/x-www-form-urlencoded", ""))
                .startsWith("HTTP/1.1 415");
    }

    @Test
    void jsonIsAnsweredWithAndWithoutItsCharset() throws IOException {
        assertThat(post("Content-Type: application/json", "{}")).contains("got 2");
        assertThat(post("Content-Type: application/json;charset=utf-8", "{}")).contains("got 2");
        assertThat(post("Accept: */*", "")).contains("got 0");
    }

    @Test
    void aBodyThatSaysItIsTooLargeIsRefusedUnread() throws IOException {
        assertThat(
                        say(
                                """
                                POST /thing HTTP/1.1
                                Host: localhost
                                Content-Type: application/json
                                Content-Length: 1025
                                Connection: close

                                """,
                                ""))
                .startsWith("HTTP/1.1 413")
                .contains("1,024 bytes", "mosaic.api.max-body");
    }

    @Test
    void aBodyThatTurnsOutTooLargeIsRefused() throws IOException {
        var before = calls.get();
        var chunk = "200\r\n" + "x".repeat(512) + "\r\n";

        var answer =
                say(
                        """
                        POST /thing HTTP/1.1
                        Host: localhost
                        Content-Type: application/json
                        Transfer-Encoding: chunked
                        Connection: close

                        """,
                        chunk + chunk + chunk + "0\r\n\r\n");

        assertThat(answer).startsWith("HTTP/1.1 413");
        assertThat(calls).hasValue(before);
    }

    @Test
    void everyAnswerForbidsSniffingStoringAndScripts() throws IOException {
        for (var answer : new String[] {get("Host: localhost"), get("Host: evil.example")}) {
            assertThat(answer)
                    .containsIgnoringCase("x-content-type-options: nosniff")
                    .containsIgnoringCase("cache-control: no-store")
                    .containsIgnoringCase("content-security-policy: default-src 'none'")
                    .doesNotContainIgnoringCase("access-control-allow");
        }
    }

    @Test
    void hostileTextInAHeaderComesBackInert() throws IOException {
        var answer = get("Host: <script>`x`\u001b[31m" + "a".repeat(500));

        assertThat(answer)
                .containsPattern("^HTTP/1.1 40[03]")
                .doesNotContain("\u001b")
                .hasSizeLessThan(1_500);
    }

    private static String get(String headers) throws IOException {
        return say("GET /thing HTTP/1.1\n" + headers + "\nConnection: close\n\n", "");
    }

    private static String post(String header, String body) throws IOException {
        return say(
                """
                POST /thing HTTP/1.1
                Host: localhost
                %s
                Content-Length: %d
                Connection: close

                """
                        .formatted(header, body.length()),
                body);
    }

    private static String say(String head, String body) throws IOException {
        try (var socket = new Socket("127.0.0.1", server.port())) {
            socket.setSoTimeout(20_000);
            var text = head.replace("\r\n", "\n").replace("\n", "\r\n") + body;
            socket.getOutputStream().write(text.getBytes(US_ASCII));
            socket.getOutputStream().flush();
            return new String(socket.getInputStream().readAllBytes(), UTF_8);
        }
    }
}
