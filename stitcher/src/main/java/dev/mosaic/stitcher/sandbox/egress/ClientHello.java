package dev.mosaic.stitcher.sandbox.egress;

import java.io.ByteArrayOutputStream;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * The first message of a client of TLS (RFC 8446, 4.1.2), which says in the clear whom it wants to
 * speak to (RFC 6066, 3). Many hosts stand behind one address: with another name in here than in
 * CONNECT, a sandbox would reach what it may not.
 */
final class ClientHello {
    /** Of browsers it is 2 kB; longer ones are not waited for. */
    static final int LONGEST = 32 * 1024;

    private static final int HANDSHAKE = 22;
    private static final int MAJOR = 3;
    private static final int HEAD_OF_RECORD = 5;
    private static final int LONGEST_RECORD = 16 * 1024;
    private static final int CLIENT_HELLO = 1;
    private static final int HEAD_OF_MESSAGE = 4;
    private static final int VERSION_AND_RANDOM = 2 + 32;
    private static final int SERVER_NAME = 0;
    private static final int HOST_NAME = 0;

    private ClientHello() {}

    /** What the beginning of a connection is. */
    enum Look {
        /** No TLS at all. */
        OTHER_PROTOCOL,
        /** TLS, and more must come before it can be told with whom. */
        TOO_SHORT,
        /** TLS with the host. */
        SAME_HOST,
        /** TLS with another one or with nobody by name, or what only begins like TLS. */
        OTHER_HOST
    }

    /** Looks at all that a client has sent so far. */
    static Look look(ByteBuffer begun, String host) {
        if (!begun.hasRemaining()) {
            return Look.TOO_SHORT;
        }
        if (begun.get(begun.position()) != HANDSHAKE) {
            return Look.OTHER_PROTOCOL;
        }
        try {
            var message = message(begun.duplicate());
            if (message == null) {
                return begun.remaining() < LONGEST ? Look.TOO_SHORT : Look.OTHER_HOST;
            }
            return host.equalsIgnoreCase(name(message)) ? Look.SAME_HOST : Look.OTHER_HOST;
        } catch (BufferUnderflowException | IllegalArgumentException _) {
            return Look.OTHER_HOST;
        }
    }

    /** The message out of the records that it is cut into; null as long as it is not whole. */
    private static @Nullable ByteBuffer message(ByteBuffer records) {
        var whole = new ByteArrayOutputStream();
        while (records.remaining() >= HEAD_OF_RECORD) {
            var type = records.get();
            var major = records.get();
            records.get();
            var length = number(records, 2);
            if (type != HANDSHAKE || major != MAJOR || length == 0 || length > LONGEST_RECORD) {
                throw new IllegalArgumentException("no record of a handshake");
            }
            if (records.remaining() < length) {
                return null;
            }
            whole.writeBytes(bytes(records, length));
            var message = ByteBuffer.wrap(whole.toByteArray());
            if (message.remaining() >= HEAD_OF_MESSAGE) {
                if (message.get() != CLIENT_HELLO) {
                    throw new IllegalArgumentException("no hello");
                }
                var size = number(message, 3);
                if (message.remaining() >= size) {
                    return message.slice(message.position(), size);
                }
            }
        }
        return null;
    }

    /** The host; empty if none is named. */
    private static String name(ByteBuffer hello) {
        hello.position(hello.position() + VERSION_AND_RANDOM);
        part(hello, 1); // session
        part(hello, 2); // cipher suites
        part(hello, 1); // compression
        var extensions = part(hello, 2);
        var found = "";
        while (extensions.hasRemaining()) {
            var type = number(extensions, 2);
            var content = part(extensions, 2);
            if (type == SERVER_NAME) {
                var names = part(content, 2);
                if (!found.isEmpty() || names.get() != HOST_NAME) {
                    throw new IllegalArgumentException("two names, or one of another kind");
                }
                var name = part(names, 2);
                found = new String(bytes(name, name.remaining()), StandardCharsets.US_ASCII);
                if (names.hasRemaining() || content.hasRemaining()) {
                    throw new IllegalArgumentException("more than a name");
                }
            }
        }
        return found;
    }

    /** What follows its own length, which takes so many bytes. */
    private static ByteBuffer part(ByteBuffer from, int bytesOfLength) {
        return ByteBuffer.wrap(bytes(from, number(from, bytesOfLength)));
    }

    private static int number(ByteBuffer from, int bytes) {
        var number = 0;
        for (var i = 0; i < bytes; i++) {
            number = number << Byte.SIZE | from.get() & 0xff;
        }
        return number;
    }

    private static byte[] bytes(ByteBuffer from, int number) {
        if (number > from.remaining()) {
            throw new BufferUnderflowException();
        }
        var bytes = new byte[number];
        from.get(bytes);
        return bytes;
    }
}
