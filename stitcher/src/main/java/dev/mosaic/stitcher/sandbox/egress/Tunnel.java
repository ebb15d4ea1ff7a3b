package dev.mosaic.stitcher.sandbox.egress;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;

/** Carries bytes between a sandbox and a host, both ways, until both are done or either breaks. */
final class Tunnel {
    private static final int PIECE = 16 * 1024;

    private final String target;
    private final Wire inside;
    private final SocketChannel outside;
    private final Quota quota;
    private final Visit visit;

    Tunnel(String target, Wire inside, SocketChannel outside, Quota quota, Visit visit) {
        this.target = target;
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
        var piece = ByteBuffer.allocate(PIECE);
        while (inside.read(piece.clear()) >= 0) {
            quota.take(target, piece.position());
            piece.flip();
            while (piece.hasRemaining()) {
                outside.write(piece);
                visit.progress();
            }
        }
        outside.shutdownOutput();
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
