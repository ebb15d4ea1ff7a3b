package dev.mosaic.stitcher.model.proxy;

import dev.mosaic.stitcher.model.proxy.Refused.Kind;
import java.io.ByteArrayOutputStream;
import org.springframework.core.io.buffer.DataBuffer;
import org.springframework.core.io.buffer.DataBufferUtils;
import org.springframework.util.unit.DataSize;

/**
 * The body of a request, as far as it is not too large. Of one that is, as much again is taken and
 * dropped: a client that still writes would not see the answer.
 */
final class RequestBody {
    private final DataSize most;
    private final ByteArrayOutputStream kept = new ByteArrayOutputStream();
    private long size;

    RequestBody(DataSize most) {
        this.most = most;
    }

    /** The next piece, which is released. True if it is so large that nobody waits for the end. */
    boolean take(DataBuffer piece) {
        var bytes = new byte[piece.readableByteCount()];
        piece.read(bytes);
        DataBufferUtils.release(piece);
        size += bytes.length;
        if (size <= most.toBytes()) {
            kept.writeBytes(bytes);
        }
        return size > 2 * most.toBytes();
    }

    /** All of it; {@link Refused} if it was too large. */
    byte[] whole() {
        if (size > most.toBytes()) {
            throw new Refused(
                    Kind.TOO_LARGE,
                    "The request is larger than mosaic.model.max-request allows, which is %,d bytes."
                            .formatted(most.toBytes()));
        }
        return kept.toByteArray();
    }
}
