package dev.mosaic.stitcher.sandbox.egress;

import java.io.Closeable;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** A connection out of a sandbox: first heads and bodies are read of it, later it is passed on. */
final class Wire implements Closeable {
    static final int LONGEST_HEAD = 16 * 1024;
    private static final int END_OF_HEAD = 4;
    private static final int MOST_IN_VAIN = 1024 * 1024;

    private final SocketChannel channel;
    private final Runnable progress;
    private ByteBuffer ahead = ByteBuffer.allocate(0);

    /**
     * @param progress something went through
     */
    Wire(SocketChannel channel, Runnable progress) {
        this.channel = channel;
        this.progress = progress;
    }

    /** The next head; null if nothing came before the end. Does not count as progress. */
    @Nullable Head head() throws IOException {
        var buffer = ByteBuffer.allocate(LONGEST_HEAD);
        var looked = 0;
        while (true) {
            if (channel.read(buffer) < 0) {
                return null;
            }
            var end = endOfHead(buffer, looked);
            if (end >= 0) {
                var text = new String(buffer.array(), 0, end, StandardCharsets.ISO_8859_1);
                ahead = buffer.flip().position(end + END_OF_HEAD);
                return Head.of(text);
            }
            if (!buffer.hasRemaining()) {
                throw new Refused(
                        Refused.Kind.HEAD,
                        "",
                        "The head of a request is longer than %,d bytes.".formatted(LONGEST_HEAD));
            }
            looked = Math.max(0, buffer.position() - END_OF_HEAD + 1);
        }
    }

    private static int endOfHead(ByteBuffer buffer, int from) {
        for (var at = from; at + END_OF_HEAD <= buffer.position(); at++) {
            if (buffer.get(at) == '\r'
                    && buffer.get(at + 1) == '\n'
                    && buffer.get(at + 2) == '\r'
                    && buffer.get(at + 3) == '\n') {
                return at;
            }
        }
        return -1;
    }

    /** What comes next, into what is left of a buffer; its number, or -1 at the end. */
    int read(ByteBuffer to) throws IOException {
        if (ahead.hasRemaining()) {
            var number = Math.min(ahead.remaining(), to.remaining());
            to.put(ahead.slice(ahead.position(), number));
            ahead.position(ahead.position() + number);
            return number;
        }
        var number = channel.read(to);
        progress.run();
        return number;
    }

    /** The next byte; {@link EOFException} if there is none. */
    int read() throws IOException {
        if (!ahead.hasRemaining()) {
            var buffer = ByteBuffer.allocate(LONGEST_HEAD);
            if (read(buffer) < 0) {
                throw new EOFException("the sandbox closed the connection");
            }
            ahead = buffer.flip();
        }
        return ahead.get() & 0xff;
    }

    /** All of it. */
    void write(ByteBuffer bytes) throws IOException {
        while (bytes.hasRemaining()) {
            channel.write(bytes);
            progress.run();
        }
    }

    /** All of it as one chunk (RFC 9112, 7.1); nothing if there is nothing. */
    void writeChunk(ByteBuffer piece) throws IOException {
        if (piece.hasRemaining()) {
            var size = Integer.toHexString(piece.remaining()) + "\r\n";
            var chunk = ByteBuffer.allocate(size.length() + piece.remaining() + 2);
            chunk.put(size.getBytes(StandardCharsets.US_ASCII)).put(piece);
            write(chunk.put((byte) '\r').put((byte) '\n').flip());
        }
    }

    void write(String text) throws IOException {
        write(ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8)));
    }

    /** Nothing more is written. */
    void end() throws IOException {
        channel.shutdownOutput();
    }

    /**
     * Waits for the end of what comes, and reads it in vain: who closes a socket of the file system
     * while there is something to read takes the answer from the other side.
     */
    void drain() throws IOException {
        end();
        var buffer = ByteBuffer.allocate(LONGEST_HEAD);
        for (var all = 0; all < MOST_IN_VAIN; all += buffer.position()) {
            if (channel.read(buffer.clear()) < 0) {
                return;
            }
        }
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }
}
