package dev.mosaic.stitcher.sandbox.egress;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CompletableFuture;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The body of a request, and nothing beyond it: it ends where its length or its chunks say (RFC
 * 9112, 6 and 7.1). Who says both, or one of them twice, is refused. Trailers are dropped.
 */
final class Body extends InputStream {
    private static final Pattern LENGTH = Pattern.compile("[0-9]{1,12}");
    private static final Pattern SIZE = Pattern.compile("([0-9A-Fa-f]{1,8})[ \\t]*(?:;.*)?");
    private static final int LONGEST_LINE = 1024;
    private static final int MOST_TRAILERS = 20;

    private final Wire wire;
    private final boolean chunked;
    private final long length;
    private final CompletableFuture<@Nullable Void> ended = new CompletableFuture<>();
    private long left;
    private boolean first = true;
    private volatile boolean broken;

    Body(Head head, Wire wire) {
        this.wire = wire;
        var coding = head.all("transfer-encoding");
        var lengths = head.all("content-length");
        this.chunked = !coding.isEmpty();
        if (chunked && (!isChunked(coding) || !lengths.isEmpty() || head.version() == 0)
                || lengths.size() > 1
                || lengths.size() == 1 && !LENGTH.matcher(lengths.getFirst()).matches()) {
            throw Refused.malformed("The request does not say clearly where its body ends.");
        }
        this.length = lengths.isEmpty() ? 0 : Long.parseLong(lengths.getFirst());
        this.left = length;
        if (!chunked && length == 0) {
            ended.complete(null);
        }
    }

    private static boolean isChunked(List<String> coding) {
        return coding.size() == 1 && coding.getFirst().toLowerCase(Locale.ROOT).equals("chunked");
    }

    /** How long it is; -1 if that is told as it comes. */
    long length() {
        return chunked ? -1 : length;
    }

    /** Whether its chunks made no sense. */
    boolean isBroken() {
        return broken;
    }

    /** When all of it was read. */
    CompletableFuture<@Nullable Void> ended() {
        return ended;
    }

    @Override
    public int read() throws IOException {
        var one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] to, int offset, int number) throws IOException {
        if (number == 0) {
            return 0;
        }
        if (chunked && left == 0 && !ended.isDone()) {
            nextChunk();
        }
        if (ended.isDone()) {
            return -1;
        }
        var most = (int) Math.min(number, left);
        var read = wire.read(ByteBuffer.wrap(to, offset, most));
        if (read < 0) {
            throw new EOFException("the sandbox closed the connection within a request");
        }
        left -= read;
        if (!chunked && left == 0) {
            ended.complete(null);
        }
        return read;
    }

    private void nextChunk() throws IOException {
        if (!first && !line().isEmpty()) {
            throw unclear();
        }
        first = false;
        var size = SIZE.matcher(line());
        if (!size.matches()) {
            throw unclear();
        }
        left = Long.parseLong(size.group(1), 16);
        if (left == 0) {
            for (var trailers = 0; !line().isEmpty(); trailers++) {
                if (trailers > MOST_TRAILERS) {
                    throw unclear();
                }
            }
            ended.complete(null);
        }
    }

    private String line() throws IOException {
        var line = new StringBuilder();
        for (var sign = wire.read(); sign != '\r'; sign = wire.read()) {
            if (sign == '\n' || line.length() >= LONGEST_LINE) {
                throw unclear();
            }
            line.append((char) sign);
        }
        if (wire.read() != '\n') {
            throw unclear();
        }
        return line.toString();
    }

    private IOException unclear() {
        broken = true;
        return new IOException("the chunks of a request are not as HTTP/1.1 has them");
    }
}
