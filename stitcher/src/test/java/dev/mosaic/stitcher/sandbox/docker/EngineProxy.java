package dev.mosaic.stitcher.sandbox.docker;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.Channels;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import java.util.regex.Pattern;

/**
 * Stands before an engine: changes what it is asked, swallows it, or is as if the engine were gone.
 * So the engine that all tests share need not end.
 */
public final class EngineProxy implements AutoCloseable {
    private static final Pattern LENGTH = Pattern.compile("(?i)content-length: (\\d+)");

    private final ServerSocket server;
    private final String host;
    private final UnaryOperator<String> edit;
    private final Consumer<String> asked;
    private final Set<Socket> clients = ConcurrentHashMap.newKeySet();
    private volatile boolean hung;
    private volatile boolean away;

    /**
     * @param edit what to make of the body of a request
     */
    EngineProxy(UnaryOperator<String> edit) throws IOException {
        this(0, edit);
    }

    /**
     * @param port to listen on; 0 for a free one
     */
    EngineProxy(int port, UnaryOperator<String> edit) throws IOException {
        this(port, LocalEngine.host(), edit, _ -> {});
    }

    /**
     * One that changes nothing, before another engine.
     *
     * @param asked is told the first line of each request before that is passed on
     */
    EngineProxy(String host, Consumer<String> asked) throws IOException {
        this(0, host, UnaryOperator.identity(), asked);
    }

    private EngineProxy(int port, String host, UnaryOperator<String> edit, Consumer<String> asked)
            throws IOException {
        this.server = new ServerSocket(port, 50, InetAddress.getLoopbackAddress());
        this.host = host;
        this.edit = edit;
        this.asked = asked;
        Thread.ofPlatform().daemon().start(this::acceptAll);
    }

    /** One that changes nothing, on a free port. */
    public static EngineProxy open() {
        try {
            return new EngineProxy(UnaryOperator.identity());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    String host() {
        return "tcp://127.0.0.1:" + server.getLocalPort();
    }

    /** From now on requests are taken and not passed on. */
    public void hang() {
        hung = true;
    }

    /** As when the engine is killed: all connections end, and each new one at once. */
    public void cut() {
        away = true;
        clients.forEach(EngineProxy::close);
    }

    /** As before. What hung is cut off. */
    public void back() {
        clients.forEach(EngineProxy::close);
        hung = false;
        away = false;
    }

    private static void close(Socket client) {
        try {
            client.close();
        } catch (IOException e) {
            // it was closed already
        }
    }

    private void acceptAll() {
        while (!server.isClosed()) {
            try {
                var client = server.accept();
                Thread.ofPlatform().daemon().start(() -> serve(client));
            } catch (IOException e) {
                return;
            }
        }
    }

    private void serve(Socket client) {
        clients.add(client);
        if (away) {
            close(client);
        }
        var socket = UnixDomainSocketAddress.of(URI.create(host).getPath());
        try (client;
                var engine = SocketChannel.open(socket)) {
            var back = Channels.newInputStream(engine);
            Thread.ofPlatform().daemon().start(() -> pump(back, client));
            var in = new BufferedInputStream(client.getInputStream());
            var out = Channels.newOutputStream(engine);
            while (pass(in, out)) {
                // the next request of the connection
            }
        } catch (IOException e) {
            // either side is gone
        } finally {
            clients.remove(client);
        }
    }

    /** One request; false at the end of them. */
    private boolean pass(InputStream in, OutputStream out) throws IOException {
        var head = head(in);
        if (head.isEmpty()) {
            return false;
        }
        asked.accept(head.lines().findFirst().orElse(""));
        var length = LENGTH.matcher(head);
        var body = length.find() ? in.readNBytes(Integer.parseInt(length.group(1))) : new byte[0];
        var edited =
                edit.apply(new String(body, StandardCharsets.UTF_8))
                        .getBytes(StandardCharsets.UTF_8);
        if (hung) {
            // until one side gives up
            in.transferTo(OutputStream.nullOutputStream());
            return false;
        }
        out.write(
                LENGTH.matcher(head)
                        .replaceFirst("Content-Length: " + edited.length)
                        .getBytes(StandardCharsets.UTF_8));
        out.write(edited);
        out.flush();
        if (head.contains("Upgrade: tcp")) {
            in.transferTo(out);
            return false;
        }
        return true;
    }

    private static String head(InputStream in) throws IOException {
        var head = new ByteArrayOutputStream();
        for (var b = in.read(); b >= 0; b = in.read()) {
            head.write(b);
            if (b == '\n' && head.toString(StandardCharsets.UTF_8).endsWith("\r\n\r\n")) {
                return head.toString(StandardCharsets.UTF_8);
            }
        }
        return "";
    }

    private static void pump(InputStream from, Socket to) {
        try (to) {
            from.transferTo(to.getOutputStream());
        } catch (IOException e) {
            // either side is gone
        }
    }

    @Override
    public void close() throws IOException {
        server.close();
        clients.forEach(EngineProxy::close);
    }
}
