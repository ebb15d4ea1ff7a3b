package dev.mosaic.stitcher.api.edge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.mosaic.stitcher.api.ApiServer;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Requests that are refused before their body has come, one after the other on one connection. */
class UnreadBodiesTest {
    private static final Duration A_MOMENT = Duration.ofMillis(300);
    private static final int LIMIT = 30_000;

    private static ApiServer server;

    @BeforeAll
    static void start() {
        server = ApiServer.edge(Map.of(), _ -> {});
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    @Test
    void theAnswerWaitsForTheBodySoThatTheNextRequestIsHeard() throws Exception {
        try (var client = new Socket(InetAddress.getLoopbackAddress(), server.port())) {
            client.setSoTimeout(LIMIT);
            var answers = reader(client);
            for (var round = 0; round < 3; round++) {
                send(
                        client,
                        head("POST", "Content-Type: application/json\r\nContent-Length: 2\r\n"));
                await().during(A_MOMENT).until(() -> client.getInputStream().available() == 0);

                send(client, "{}" + head("GET", ""));

                assertThat(status(answers)).contains("404");
                assertThat(status(answers)).contains("404");
            }
        }
    }

    @Test
    void aBodyThatIsTooLargeIsNotWaitedFor() throws Exception {
        try (var client = new Socket(InetAddress.getLoopbackAddress(), server.port())) {
            client.setSoTimeout(LIMIT);
            send(
                    client,
                    head("POST", "Content-Type: application/json\r\nContent-Length: 99999999\r\n"));

            var answer = reader(client);
            assertThat(answer.readLine()).contains("413");
            assertThat(answer.lines().toList()).contains("connection: close");
        }
    }

    private static BufferedReader reader(Socket client) throws IOException {
        return new BufferedReader(
                new InputStreamReader(client.getInputStream(), StandardCharsets.UTF_8));
    }

    private static String head(String method, String more) {
        return method + " /nothing HTTP/1.1\r\nHost: localhost\r\n" + more + "\r\n";
    }

    private static void send(Socket client, String text) throws IOException {
        client.getOutputStream().write(text.getBytes(StandardCharsets.US_ASCII));
        client.getOutputStream().flush();
    }

    /** Reads one answer; gives its first line. */
    private static String status(BufferedReader answers) throws IOException {
        var first = answers.readLine();
        var length = 0;
        for (var line = answers.readLine(); line != null && !line.isEmpty(); ) {
            if (line.toLowerCase(Locale.ROOT).startsWith("content-length:")) {
                length = Integer.parseInt(line.substring(15).strip());
            }
            line = answers.readLine();
        }
        answers.skip(length);
        return first;
    }
}
