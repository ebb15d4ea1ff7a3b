package dev.mosaic.stitcher.sandbox.egress;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.mosaic.stitcher.sandbox.egress.ClientHello.Look;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import javax.net.ssl.SNIHostName;
import javax.net.ssl.SNIServerName;
import javax.net.ssl.SSLContext;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Behind an address that may be reached stand others: whom TLS names decides. */
class ClientHelloTest extends EgressScene {
    private static final int HEAD = 5;
    private static final int CONTENT_OF_HELLO = HEAD + 4;
    private static final String ALERT = "\u0015\u0003\u0003\u0000\u0002\u0002p";

    @Test
    void tlsWithTheHostThatWasAskedForPasses() throws Exception {
        var hello = hello("Mirror.test");

        assertThat(echoed(hello, hello.length)).isEqualTo(text(hello));
        assertThat(blocked).isEmpty();
    }

    @Test
    void aHelloThatTricklesInIsWaitedFor() throws Exception {
        var hello = hello("mirror.test");

        assertThat(echoed(hello, 1)).isEqualTo(text(hello));
    }

    @Test
    void aHelloInSeveralRecordsIsReadAsOne() throws Exception {
        assertThat(echoed(inRecords(hello("mirror.test"), 7), 1_000)).isNotEqualTo(ALERT);
        assertThat(blocked).isEmpty();

        assertThat(echoed(inRecords(hello("other.test"), 7), 1_000)).isEqualTo(ALERT);
    }

    @Test
    void tlsWithAnotherHostIsRefusedAndTold() throws Exception {
        assertThat(echoed(hello("other.test"), 1_000)).isEqualTo(ALERT);

        awaitBlocked(1);
        assertThat(blocked.getFirst().target()).isEqualTo(mirror());
        assertThat(blocked.getFirst().why()).contains("mirror.test", "TLS");
        await().atMost(LONG).until(() -> host.here() == 0);
    }

    @Test
    void tlsThatNamesNobodyIsRefused() throws Exception {
        assertThat(echoed(hello(null), 1_000)).isEqualTo(ALERT);
    }

    @ParameterizedTest
    @ValueSource(strings = {"SSH-2.0-OpenSSH_9.7\r\n", "GET / HTTP/1.1\r\n\r\n", "\u0017"})
    void otherProtocolsPassAsTheyAre(String text) throws Exception {
        assertThat(echoed(text.getBytes(StandardCharsets.ISO_8859_1), 1_000)).isEqualTo(text);
    }

    @Test
    void whatOnlyBeginsLikeTlsIsRefused() {
        var hello = hello("mirror.test");

        assertThat(looked(changed(hello, 1, 2))).isEqualTo(Look.OTHER_HOST);
        assertThat(looked(changed(hello, HEAD, 2))).isEqualTo(Look.OTHER_HOST);
        // the session is longer than the message
        assertThat(looked(changed(hello, CONTENT_OF_HELLO + 34, 255))).isEqualTo(Look.OTHER_HOST);
        // a record without content, for ever
        assertThat(looked(new byte[] {22, 3, 1, 0, 0})).isEqualTo(Look.OTHER_HOST);
        // a message that would never end
        assertThat(looked(inRecords(new byte[ClientHello.LONGEST], 1_000)))
                .isEqualTo(Look.OTHER_HOST);
    }

    @Test
    void everyBeginningOfAHelloIsTooShort() {
        var hello = hello("mirror.test");

        for (var length = 0; length < hello.length; length++) {
            assertThat(looked(Arrays.copyOf(hello, length))).isEqualTo(Look.TOO_SHORT);
        }
        assertThat(looked(hello)).isEqualTo(Look.SAME_HOST);
    }

    @Test
    void aSecondNameIsRefused() {
        var hello = hello("mirror.test");
        var name = extension(hello);
        var twice = new ByteArrayOutputStream();
        twice.write(hello, 0, name + length(hello, name));
        twice.write(hello, name, length(hello, name));
        twice.write(hello, name + length(hello, name), hello.length - name - length(hello, name));
        var all = twice.toByteArray();
        var more = length(hello, name);
        grow(all, 3, 2, more);
        grow(all, HEAD + 1, 3, more);
        grow(all, lengthOfExtensions(hello), 2, more);

        assertThat(looked(all)).isEqualTo(Look.OTHER_HOST);
    }

    /** What comes back of that, until the other side is done. */
    private String echoed(byte[] bytes, int atATime) throws Exception {
        try (var channel = tunnel(listener(Map.of()))) {
            for (var at = 0; at < bytes.length; at += atATime) {
                send(channel, Arrays.copyOfRange(bytes, at, Math.min(bytes.length, at + atATime)));
            }
            channel.shutdownOutput();
            var all = rest(channel);
            return all.endsWith("goodbye") ? all.substring(0, all.length() - 7) : all;
        }
    }

    private static void send(SocketChannel channel, byte[] bytes) throws Exception {
        var buffer = ByteBuffer.wrap(bytes);
        while (buffer.hasRemaining()) {
            channel.write(buffer);
        }
    }

    private static Look looked(byte[] begun) {
        return ClientHello.look(ByteBuffer.wrap(begun), "mirror.test");
    }

    private static String text(byte[] bytes) {
        return new String(bytes, StandardCharsets.ISO_8859_1);
    }

    /** What Java's own client says. */
    private static byte[] hello(String host) {
        try {
            var engine = SSLContext.getDefault().createSSLEngine();
            engine.setUseClientMode(true);
            var parameters = engine.getSSLParameters();
            parameters.setServerNames(
                    host == null ? List.of() : List.<SNIServerName>of(new SNIHostName(host)));
            engine.setSSLParameters(parameters);
            var wire = ByteBuffer.allocate(engine.getSession().getPacketBufferSize());
            engine.wrap(ByteBuffer.allocate(0), wire);
            return Arrays.copyOf(wire.array(), wire.position());
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }

    /** The same message, in records of so many bytes. */
    private static byte[] inRecords(byte[] hello, int size) {
        var all = new ByteArrayOutputStream();
        for (var at = HEAD; at < hello.length; at += size) {
            var length = Math.min(size, hello.length - at);
            all.writeBytes(new byte[] {22, 3, 1, (byte) (length >> 8), (byte) length});
            all.write(at == HEAD && hello[HEAD] == 0 ? endless(hello) : hello, at, length);
        }
        return all.toByteArray();
    }

    /** A message that says that it is as long as a message can be. */
    private static byte[] endless(byte[] message) {
        var changed = message.clone();
        changed[HEAD] = 1;
        Arrays.fill(changed, HEAD + 1, HEAD + 4, (byte) 255);
        return changed;
    }

    private static byte[] changed(byte[] bytes, int at, int value) {
        var changed = bytes.clone();
        changed[at] = (byte) value;
        return changed;
    }

    private static void grow(byte[] bytes, int at, int size, int more) {
        var number = more;
        for (var i = 0; i < size; i++) {
            number += (bytes[at + i] & 0xff) << 8 * (size - 1 - i);
        }
        for (var i = 0; i < size; i++) {
            bytes[at + i] = (byte) (number >> 8 * (size - 1 - i));
        }
    }

    private static int lengthOfExtensions(byte[] hello) {
        var at = CONTENT_OF_HELLO + 34;
        at += 1 + (hello[at] & 0xff);
        at += 2 + ((hello[at] & 0xff) << 8 | hello[at + 1] & 0xff);
        return at + 1 + (hello[at] & 0xff);
    }

    /** Where the extension with the name begins. */
    private static int extension(byte[] hello) {
        var at = lengthOfExtensions(hello) + 2;
        while ((hello[at] | hello[at + 1]) != 0) {
            at += length(hello, at);
        }
        return at;
    }

    private static int length(byte[] hello, int extension) {
        return 4 + ((hello[extension + 2] & 0xff) << 8 | hello[extension + 3] & 0xff);
    }
}
