package dev.mosaic.stitcher.testkit;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * A network that can break, between a client and a server of this machine. What it does it does to
 * open connections and to new ones, from the next byte on. Loopback only.
 */
public final class FaultyProxy implements AutoCloseable {
    private static final int PIECE = 16 * 1024;

    private final int target;
    private final ServerSocket door;
    private final Set<Link> links = ConcurrentHashMap.newKeySet();
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private volatile Fault fault = new Fault.None();

    /** What is wrong with the network. */
    public sealed interface Fault {
        /** Nothing. */
        record None() implements Fault {}

        /**
         * Bytes go nowhere, and nobody is told; what was sent meanwhile arrives when it is over.
         */
        record Blackhole() implements Fault {}

        /** Every piece takes so much longer. */
        record Delay(Duration time) implements Fault {}

        /** Connections are reset as soon as a byte or a new one comes. */
        record Reset() implements Fault {}

        /** The answers stop and their direction is closed; requests go on into the void. */
        record HalfClose() implements Fault {}
    }

    /**
     * Begins to listen.
     *
     * @param target a port of this machine
     */
    public FaultyProxy(int target) {
        this.target = target;
        try {
            door = new ServerSocket();
            door.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        Thread.ofVirtual().name("faulty-proxy").start(this::accept);
    }

    /** Where clients connect to. */
    public int port() {
        return door.getLocalPort();
    }

    /** From now on the network is like this. */
    public void become(Fault next) {
        lock.lock();
        try {
            fault = next;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
        if (next instanceof Fault.HalfClose) {
            links.forEach(Link::endAnswers);
        }
    }

    /** Resets every connection that is open now. */
    public void resetAll() {
        links.forEach(Link::reset);
    }

    public int connections() {
        return links.size();
    }

    @Override
    public void close() throws IOException {
        door.close();
        become(new Fault.None());
        resetAll();
    }

    private void accept() {
        while (!door.isClosed()) {
            try {
                var client = door.accept();
                Thread.ofVirtual().start(() -> connect(client));
            } catch (IOException _) {
                // closed, or a client that was gone before we looked
            }
        }
    }

    private void connect(Socket client) {
        try {
            awaitWay();
            var server = new Socket(InetAddress.getLoopbackAddress(), target);
            client.setTcpNoDelay(true);
            server.setTcpNoDelay(true);
            var link = new Link(client, server);
            links.add(link);
            if (fault instanceof Fault.HalfClose) {
                link.endAnswers();
            }
            Thread.ofVirtual().start(() -> link.pump(client, server));
            Thread.ofVirtual().start(() -> link.pump(server, client));
        } catch (IOException _) {
            reset(client);
        } catch (InterruptedException _) {
            reset(client);
            Thread.currentThread().interrupt();
        }
    }

    /** Waits out a black hole and a delay; says whether the piece may go on. */
    private boolean awaitWay() throws InterruptedException {
        lock.lock();
        try {
            while (fault instanceof Fault.Blackhole) {
                changed.await();
            }
            if (fault instanceof Fault.Delay(var time)) {
                var left = time.toNanos();
                while (left > 0 && fault instanceof Fault.Delay) {
                    left = changed.awaitNanos(left);
                }
            }
            return !(fault instanceof Fault.Reset);
        } finally {
            lock.unlock();
        }
    }

    private static void reset(Socket socket) {
        try {
            // no lingering: the other side gets a reset, and not an orderly end
            socket.setSoLinger(true, 0);
        } catch (IOException _) {
            // it is closed already
        }
        try {
            socket.close();
        } catch (IOException _) {
            // as good as closed
        }
    }

    /** One connection through the proxy. */
    private final class Link {
        private final Socket client;
        private final Socket server;

        Link(Socket client, Socket server) {
            this.client = client;
            this.server = server;
        }

        void reset() {
            links.remove(this);
            FaultyProxy.reset(client);
            FaultyProxy.reset(server);
        }

        void endAnswers() {
            try {
                client.shutdownOutput();
            } catch (IOException _) {
                reset();
            }
        }

        void pump(Socket from, Socket to) {
            var piece = new byte[PIECE];
            try {
                var in = from.getInputStream();
                var out = to.getOutputStream();
                for (var read = in.read(piece); read >= 0; read = in.read(piece)) {
                    if (!awaitWay()) {
                        reset();
                        return;
                    }
                    if (!(fault instanceof Fault.HalfClose)) {
                        out.write(piece, 0, read);
                    }
                }
                to.shutdownOutput();
                endOfOne();
            } catch (IOException _) {
                reset();
            } catch (InterruptedException _) {
                reset();
                Thread.currentThread().interrupt();
            }
        }

        /** Both directions must end before the link does. */
        private void endOfOne() {
            if (client.isOutputShutdown() && server.isOutputShutdown()) {
                reset();
            }
        }
    }
}
