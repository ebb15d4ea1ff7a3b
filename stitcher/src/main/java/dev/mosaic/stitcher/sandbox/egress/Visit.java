package dev.mosaic.stitcher.sandbox.egress;

import dev.mosaic.stitcher.sandbox.egress.Refused.Kind;
import java.io.Closeable;
import java.io.IOException;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** One connection out of a sandbox, from its head to its end. */
final class Visit implements Runnable, Closeable {
    private static final Duration FAREWELL = Duration.ofSeconds(2);

    private final EgressListener listener;
    private final Wire wire;
    private final Duration idle;
    private final Patience patience;
    private @Nullable Closeable other;
    private boolean closed;

    /**
     * @param head how long its head may take, however it trickles in
     */
    Visit(EgressListener listener, SocketChannel channel, Duration head, Duration idle) {
        this.listener = listener;
        this.wire = new Wire(channel, this::progress);
        this.patience = new Patience(head);
        this.idle = idle;
    }

    @Override
    public void run() {
        try {
            serve();
        } catch (Refused e) {
            attempted(e);
            answer(e);
        } catch (IOException e) {
            // whoever it was is gone
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            close();
        }
    }

    private void serve() throws IOException, InterruptedException {
        var head = wire.head();
        if (head == null) {
            return;
        }
        progress();
        var way = listener.ways().model();
        var mirrors = listener.ways().mirrors();
        if (head.method().equals("CONNECT")) {
            admit(head);
            tunnel(head.target());
        } else if (way != null && ModelWay.takes(head.target())) {
            way.pass(head, wire, this);
        } else if (mirrors != null && mirrors.takes(head.target())) {
            mirrors.pass(head, wire, this);
        } else {
            throw otherwise(head.target());
        }
    }

    private void admit(Head head) {
        var pass = listener.ways().pass();
        if (pass != null && !pass.isShownBy(head.all("proxy-authorization"))) {
            throw new Refused(
                    Kind.STRANGER,
                    head.target(),
                    "Where services run beside the commands of a sandbox, hosts are for those who log in as HTTPS_PROXY in their environment says; services of .mosaic.yml reach none.");
        }
    }

    private void tunnel(String asked) throws IOException, InterruptedException {
        try (var outside = listener.ways().dialer().dial(asked, this)) {
            new Tunnel(asked, wire, outside, listener.quota(), this).carry();
        }
    }

    private static Refused otherwise(String target) {
        return target.startsWith("/")
                ? new Refused(
                        Kind.BLOCKED,
                        firstFolder(target),
                        "Nothing of this server can be reached from here but the model of a run that has one, and mirrors by the setup of a repository; other hosts by CONNECT, as mosaic.egress.allow lists them.")
                : new Refused(
                        Kind.METHOD,
                        target.replaceFirst("(?<=://)([^/?#]*)[/?#].*", "$1"),
                        "Only CONNECT passes here: use https, to a host that mosaic.egress.allow lists.");
    }

    /** What comes after it may be a secret. */
    private static String firstFolder(String path) {
        var end = path.indexOf('/', 1);
        return end < 0 ? path : path.substring(0, end + 1);
    }

    private void answer(Refused refused) {
        var text = refused.getMessage() + "\n";
        patience.last(FAREWELL);
        try {
            wire.write(
                    "HTTP/1.1 %d Refused\r\nContent-Type: text/plain; charset=utf-8\r\nContent-Length: %d\r\n%sConnection: close\r\n\r\n%s"
                            .formatted(
                                    refused.status(),
                                    text.getBytes(StandardCharsets.UTF_8).length,
                                    refused.challenge(),
                                    text));
            patience.last(FAREWELL);
            wire.drain();
        } catch (IOException e) {
            // nobody wants to know
        }
    }

    /** The owner of the run hears of it, if it is such an attempt. */
    void attempted(Refused refused) {
        if (refused.isAttempt()) {
            listener.attempts().add(refused.target(), String.valueOf(refused.getMessage()));
        }
    }

    /** What its sandbox may still send and receive. */
    Quota quota() {
        return listener.quota();
    }

    /** Something went through. */
    void progress() {
        patience.last(idle);
    }

    Patience patience() {
        return patience;
    }

    /** Also this ends when the connection does; at once if it has. */
    void endsWith(Closeable end) throws IOException {
        synchronized (this) {
            if (!closed) {
                other = end;
                return;
            }
        }
        end.close();
    }

    /** From any thread, again and again. */
    @Override
    public void close() {
        Closeable both;
        synchronized (this) {
            both = other;
            closed = true;
        }
        close(wire);
        if (both != null) {
            close(both);
        }
        listener.left(this);
    }

    private static void close(Closeable end) {
        try {
            end.close();
        } catch (IOException e) {
            // it is of no use either way
        }
    }
}
