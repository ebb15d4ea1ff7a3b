package dev.mosaic.stitcher.sandbox.egress;

import static org.awaitility.Awaitility.await;

import dev.mosaic.stitcher.sandbox.Blocked;
import dev.mosaic.stitcher.sandbox.Network;
import dev.mosaic.stitcher.sandbox.SandboxSpec.Owner;
import java.io.IOException;
import java.net.InetAddress;
import java.net.URI;
import java.net.UnixDomainSocketAddress;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.MapConfigurationPropertySource;

/** One node, a host outside that answers what it hears, and listeners to it. */
@Timeout(120)
abstract class EgressScene {
    static final Owner OWNER = new Owner("node", "now", "job", 1, "agent");
    static final Duration LONG = Duration.ofSeconds(40);
    private static final Duration SOON = Duration.ofMillis(5);

    @TempDir Path folder;
    final Map<String, InetAddress[]> names = new ConcurrentHashMap<>();
    final AtomicInteger lookUps = new AtomicInteger();
    final List<Blocked> blocked = new CopyOnWriteArrayList<>();
    final List<AutoCloseable> open = new ArrayList<>();
    EchoHost host;

    @BeforeEach
    void begin() throws IOException {
        host = new EchoHost();
        names.put("mirror.test", new InetAddress[] {InetAddress.getLoopbackAddress()});
    }

    @AfterEach
    void end() throws Exception {
        for (var each : open) {
            each.close();
        }
        host.close();
    }

    /** Until so many refusals were told, which is a moment after the answer. */
    void awaitBlocked(int count) {
        await().atMost(LONG).pollInterval(SOON).until(() -> blocked.size() == count);
    }

    String mirror() {
        return "mirror.test:" + host.port();
    }

    /** With the mirror, and some settings more. */
    Egress egress(Map<String, String> more) {
        var all = new HashMap<>(Map.of("allow", mirror(), "private-hosts", "mirror.test"));
        all.putAll(more);
        var egress = new Egress(settings(all), folder, this::resolve);
        open.add(egress::destroy);
        return egress;
    }

    static EgressSettings settings(Map<String, String> properties) {
        var named = new HashMap<String, String>();
        properties.forEach((name, value) -> named.put("mosaic.egress." + name, value));
        return new Binder(new MapConfigurationPropertySource(named))
                .bindOrCreate("mosaic.egress", EgressSettings.class);
    }

    private InetAddress[] resolve(String name) throws UnknownHostException {
        lookUps.incrementAndGet();
        var found = names.get(name);
        if (found == null) {
            throw new UnknownHostException(name);
        }
        return found;
    }

    EgressListener listener(Map<String, String> settings) {
        return listener(settings, null);
    }

    EgressListener listener(Map<String, String> settings, @Nullable URI model) {
        var listener = egress(settings).open(OWNER, new Network(null, model, blocked::add));
        open.add(listener::remove);
        return listener;
    }

    static SocketChannel connect(EgressListener listener) throws IOException {
        return SocketChannel.open(
                UnixDomainSocketAddress.of(listener.folder().resolve(EgressListener.SOCKET)));
    }

    /** What is answered until the other side has no more to say. */
    static String ask(EgressListener listener, String text) throws IOException {
        try (var channel = connect(listener)) {
            write(channel, text);
            return rest(channel);
        }
    }

    static String askFor(EgressListener listener, String target) throws IOException {
        return ask(listener, connectTo(target));
    }

    static String connectTo(String target) {
        return "CONNECT %s HTTP/1.1\r\nHost: %s\r\n\r\n".formatted(target, target);
    }

    /** Through to the mirror. */
    SocketChannel tunnel(EgressListener listener) throws IOException {
        var channel = connect(listener);
        write(channel, connectTo(mirror()));
        upTo(channel, "\r\n\r\n");
        return channel;
    }

    static void write(SocketChannel channel, String text) throws IOException {
        var bytes = ByteBuffer.wrap(text.getBytes(StandardCharsets.ISO_8859_1));
        while (bytes.hasRemaining()) {
            channel.write(bytes);
        }
    }

    static String rest(SocketChannel channel) {
        var all = new StringBuilder();
        var buffer = ByteBuffer.allocate(4096);
        try {
            while (channel.read(buffer.clear()) >= 0) {
                all.append(StandardCharsets.ISO_8859_1.decode(buffer.flip()));
            }
        } catch (IOException e) {
            all.append("(broken)");
        }
        return all.toString();
    }

    /** What comes, up to and with some text. */
    static String upTo(SocketChannel channel, String end) throws IOException {
        var all = new StringBuilder();
        var one = ByteBuffer.allocate(1);
        while (!all.toString().endsWith(end)) {
            if (channel.read(one.clear()) < 0) {
                throw new IOException("ended after: " + all);
            }
            all.append((char) (one.get(0) & 0xff));
        }
        return all.toString();
    }
}
