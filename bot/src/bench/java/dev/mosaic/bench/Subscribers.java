package dev.mosaic.bench;

import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import reactor.core.Disposable;
import reactor.netty.http.client.HttpClient;
import reactor.netty.resources.ConnectionProvider;
import reactor.netty.resources.LoopResources;

/** Many readers of one stream of server-sent events, who note when each line came. */
final class Subscribers implements AutoCloseable {
    private static final long PAUSE = 5_000_000;
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private final List<Reader> readers = new ArrayList<>();
    private final ConnectionProvider connections;
    private final LoopResources loop = LoopResources.create("bench-reader", 1, true);

    private Subscribers(int count) {
        this.connections = ConnectionProvider.builder("bench").maxConnections(count).build();
    }

    /** Opens them all and waits until each is connected. */
    static Subscribers open(URI address, int count, int after) {
        var all = new Subscribers(count);
        for (var i = 0; i < count; i++) {
            all.readers.add(new Reader(after).connect(all.connections, all.loop, address));
        }
        await(() -> all.readers.stream().allMatch(Reader::connected), "not all readers connected");
        return all;
    }

    /** Waits until each has the line of this number. */
    void awaitAll(int seq) {
        await(
                () ->
                        readers.stream()
                                .allMatch(reader -> reader.last.get() >= seq || reader.astray),
                "lines are missing");
        if (readers.stream().anyMatch(reader -> reader.astray)) {
            throw new WrongResult("a reader got a line twice or missed one");
        }
    }

    /** From the commit of each line to each reader; 0 where the reader knew it first. */
    long[] micros(Map<Integer, Long> committed) {
        return readers.stream()
                .flatMapToLong(reader ->
                        committed.entrySet().stream()
                                .mapToLong(line ->
                                        Math.max(
                                                        0,
                                                        reader.came.get(line.getKey())
                                                                - line.getValue())
                                                / 1_000))
                .toArray();
    }

    private interface Condition {
        boolean holds();
    }

    private static void await(Condition condition, String otherwise) {
        var end = System.nanoTime() + PATIENCE.toNanos();
        while (!condition.holds()) {
            if (System.nanoTime() > end) {
                throw new WrongResult(otherwise);
            }
            LockSupport.parkNanos(PAUSE);
        }
    }

    @Override
    public void close() {
        readers.forEach(reader -> reader.reading.dispose());
        connections.disposeLater().block(PATIENCE);
        loop.disposeLater().block(PATIENCE);
    }

    /** One client; its lines come on one thread. */
    private static final class Reader {
        private final Map<Integer, Long> came = new ConcurrentHashMap<>();
        private final AtomicInteger last;
        private final StringBuilder rest = new StringBuilder();
        private volatile boolean connected;
        private volatile boolean astray;
        private volatile Disposable reading;

        Reader(int after) {
            this.last = new AtomicInteger(after);
        }

        Reader connect(ConnectionProvider connections, LoopResources loop, URI address) {
            reading =
                    HttpClient.create(connections)
                            .runOn(loop)
                            .headers(headers -> headers.add("Accept", "text/event-stream"))
                            .get()
                            .uri(address)
                            .responseContent()
                            .asString()
                            .subscribe(this::take);
            return this;
        }

        boolean connected() {
            return connected;
        }

        private void take(String piece) {
            var now = System.nanoTime();
            connected = true;
            rest.append(piece);
            for (var end = rest.indexOf("\n"); end >= 0; end = rest.indexOf("\n")) {
                var line = rest.substring(0, end);
                rest.delete(0, end + 1);
                if (line.startsWith("id:")) {
                    note(Integer.parseInt(line.substring(3).strip()), now);
                }
            }
        }

        private void note(int seq, long now) {
            astray |= seq != last.get() + 1;
            came.put(seq, now);
            last.set(seq);
        }
    }
}
