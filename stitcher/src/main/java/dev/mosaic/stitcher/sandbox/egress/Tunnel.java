package dev.mosaic.stitcher.sandbox.egress;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;

/**
 * Carries bytes between a sandbox and a host, both ways, until both are done or either breaks. TLS
 * must be with the host that was asked for, by the name that the client says before it is hidden.
 */
final class Tunnel {
    private static final int PIECE = 16 * 1024;

    /** A fatal alert, {@code unrecognized_name} (RFC 6066, 3): clients tell it by this name. */
    private static final byte[] UNRECOGNIZED_NAME = {21, 3, 3, 0, 2, 2, 112};

    private final String target;
    private final String host;
    private final Wire inside;
    private final SocketChannel outside;
    private final Quota quota;
    private final Visit visit;

    /**
     * @param target what was dialed
     */
    Tunnel(String target, Wire inside, SocketChannel outside, Quota quota, Visit visit) {
        this.target = target;
        this.host = target.substring(0, target.indexOf(':'));
        this.inside = inside;
        this.outside = outside;
        this.quota = quota;
        this.visit = visit;
    }

    /** Returns when both ways are over. */
    void carry() throws IOException, InterruptedException {
        quota.take(target, 0);
        inside.write("HTTP/1.1 200 Connection established\r\n\r\n");
        var back = Thread.ofVirtual().name("egress-back").start(() -> orElseEnd(this::back));
        orElseEnd(this::there);
        back.join();
    }

    private void there() throws IOException {
        send(begin());
        var piece = ByteBuffer.allocate(PIECE);
        while (inside.read(piece.clear()) >= 0) {
            quota.take(target, piece.position());
            send(piece.flip());
        }
        outside.shutdownOutput();
    }

    private void send(ByteBuffer piece) throws IOException {
        while (piece.hasRemaining()) {
            outside.write(piece);
            visit.progress();
        }
    }

    /** What a sandbox sends first, as soon as it is known with whom it speaks. */
    private ByteBuffer begin() throws IOException {
        var begun = ByteBuffer.allocate(ClientHello.LONGEST);
        var look = ClientHello.Look.TOO_SHORT;
        while (look == ClientHello.Look.TOO_SHORT) {
            var before = begun.position();
            if (inside.read(begun) < 0) {
                return begun.clear().limit(0);
            }
            quota.take(target, begun.position() - before);
            look = ClientHello.look(begun.duplicate().flip(), host);
        }
        if (look == ClientHello.Look.OTHER_HOST) {
            inside.write(ByteBuffer.wrap(UNRECOGNIZED_NAME));
            throw new Refused(
                    Refused.Kind.BLOCKED,
                    target,
                    "A connection to `%s` was asked for, and its TLS names another host or none. A client must name the host that it connects to."
                            .formatted(host));
        }
        return begun.flip();
    }

    private void back() throws IOException {
        var piece = ByteBuffer.allocate(PIECE);
        while (outside.read(piece.clear()) >= 0) {
            visit.progress();
            quota.take(target, piece.position());
            inside.write(piece.flip());
        }
        inside.end();
    }

    private void orElseEnd(Way way) {
        try {
            way.go();
        } catch (Refused e) {
            visit.attempted(e);
            visit.close();
        } catch (IOException e) {
            // one side is gone, and the other is of no use
            visit.close();
        }
    }

    /** One direction. */
    private interface Way {
        void go() throws IOException;
    }
}
