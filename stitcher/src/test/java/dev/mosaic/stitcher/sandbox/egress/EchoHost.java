package dev.mosaic.stitcher.sandbox.egress;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.concurrent.atomic.AtomicInteger;

/** A host on this machine that sends back what it gets, and says goodbye. */
public final class EchoHost implements AutoCloseable {
    private final ServerSocket server;
    private final AtomicInteger visitors = new AtomicInteger();
    private final AtomicInteger here = new AtomicInteger();

    public EchoHost() throws IOException {
        this.server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        Thread.ofPlatform().daemon().start(this::acceptAll);
    }

    public int port() {
        return server.getLocalPort();
    }

    /** How many connections there were. */
    public int visitors() {
        return visitors.get();
    }

    /** How many there are. */
    public int here() {
        return here.get();
    }

    private void acceptAll() {
        while (!server.isClosed()) {
            try {
                var visitor = server.accept();
                visitors.incrementAndGet();
                Thread.ofPlatform().daemon().start(() -> echo(visitor));
            } catch (IOException e) {
                return;
            }
        }
    }

    private void echo(Socket visitor) {
        here.incrementAndGet();
        try (visitor) {
            visitor.getInputStream().transferTo(visitor.getOutputStream());
            visitor.getOutputStream().write("goodbye".getBytes());
        } catch (IOException e) {
            // the visitor left
        } finally {
            here.decrementAndGet();
        }
    }

    @Override
    public void close() throws IOException {
        server.close();
    }
}
