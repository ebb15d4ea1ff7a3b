package dev.mosaic.stitcher.api.connection;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.mosaic.stitcher.api.ApiServer;
import dev.mosaic.stitcher.testkit.Postgres;
import java.io.IOException;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Clients that send slowly, too much or too often take the server from nobody. */
class SlowClientsTest {
    private static final Duration LIMIT = Duration.ofSeconds(60);
    private static final int SLOW = 120;

    @RegisterExtension static final Postgres postgres = new Postgres();

    @Test
    void headsThatComeByteByByteAreCutOffWhileOthersAreServed() throws Exception {
        try (var server = server(Map.of("mosaic.api.connection.idle", "1s"))) {
            drip(server, "GET /health HTTP/1.1\r\nX: ", "a");
        }
    }

    @Test
    void bodiesThatComeByteByByteAreCutOffWhileOthersAreServed() throws Exception {
        try (var server =
                server(
                        Map.of(
                                "mosaic.api.connection.read", "1s",
                                "mosaic.api.connection.request", "2s"))) {
            drip(
                    server,
                    "POST /api/commands HTTP/1.1\r\nHost: localhost\r\n"
                            + "Content-Type: application/json\r\nContent-Length: 9000\r\n\r\n",
                    " ");
        }
    }

    @Test
    void oneConnectionTooManyIsClosedAndTheOthersStay() throws Exception {
        try (var server = server(Map.of("mosaic.api.connection.max", "3"))) {
            var good = new ArrayList<Socket>();
            for (var i = 0; i < 3; i++) {
                good.add(new Socket("127.0.0.1", server.port()));
                assertThat(answers(good.getLast())).isTrue();
            }
            try (var other = new Socket("127.0.0.1", server.port())) {
                assertThat(answers(other)).isFalse();
            }
            assertThat(answers(good.getFirst())).isTrue();
            good.getLast().close();
            await().atMost(LIMIT)
                    .until(() -> {
                        try (var again = new Socket("127.0.0.1", server.port())) {
                            return answers(again);
                        }
                    });
            for (var socket : good) {
                socket.close();
            }
        }
    }

    private static ApiServer server(Map<String, String> settings) {
        return ApiServer.over(postgres, settings);
    }

    /** Until the server has closed them all, and a good client is answered all the while. */
    private static void drip(ApiServer server, String head, String more) throws IOException {
        var slow = new ArrayList<Socket>();
        try {
            for (var i = 0; i < SLOW; i++) {
                slow.add(new Socket("127.0.0.1", server.port()));
                slow.getLast().setSoTimeout(1);
                send(slow.getLast(), head);
            }
            List<Socket> open = new ArrayList<>(slow);
            BooleanSupplier allClosed =
                    () -> {
                        open.removeIf(socket -> isClosed(socket, more));
                        server.client()
                                .get()
                                .uri("/api/runner-jobs")
                                .exchange()
                                .expectStatus()
                                .isOk();
                        return open.isEmpty();
                    };
            await().atMost(LIMIT)
                    .pollInterval(Duration.ofMillis(100))
                    .until(allClosed::getAsBoolean);
        } finally {
            for (var socket : slow) {
                socket.close();
            }
        }
    }

    private static boolean isClosed(Socket socket, String more) {
        try {
            send(socket, more);
            while (socket.getInputStream().read() >= 0) {
                // what it says before it closes
            }
            return true;
        } catch (SocketTimeoutException _) {
            return false;
        } catch (IOException _) {
            return true;
        }
    }

    private static boolean answers(Socket socket) {
        try {
            socket.setSoTimeout((int) LIMIT.toMillis());
            send(socket, "GET /api/runner-jobs HTTP/1.1\r\nHost: localhost\r\n\r\n");
            var answer = new StringBuilder();
            while (answer.indexOf("}") < 0) {
                var read = socket.getInputStream().read();
                if (read < 0) {
                    return false;
                }
                answer.append((char) read);
            }
            return answer.toString().startsWith("HTTP/1.1 200");
        } catch (IOException _) {
            return false;
        }
    }

    private static void send(Socket socket, String text) throws IOException {
        socket.getOutputStream().write(text.getBytes(US_ASCII));
    }
}
