package dev.mosaic.stitcher.api.stream;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.Socket;
import java.util.List;

/** Requests by hand, for readers that behave as no client does. */
final class RawStream {
    private static final int LIMIT = 120_000;

    private RawStream() {}

    /** Asks for something. */
    static Socket open(int port, String path) throws IOException {
        var socket = new Socket("127.0.0.1", port);
        socket.setSoTimeout(LIMIT);
        socket.getOutputStream()
                .write(
                        "GET %s HTTP/1.1\r\nHost: localhost\r\n\r\n"
                                .formatted(path)
                                .getBytes(US_ASCII));
        return socket;
    }

    /** What is answered, up to and with one of some texts. */
    static String read(Socket socket, String... until) throws IOException {
        var text = new StringBuilder();
        var buffer = new byte[4_096];
        while (List.of(until).stream().noneMatch(one -> text.indexOf(one) >= 0)) {
            var count = socket.getInputStream().read(buffer);
            assertThat(count).as("the server hung up after %s", text).isPositive();
            text.append(new String(buffer, 0, count, US_ASCII));
        }
        return text.toString();
    }
}
