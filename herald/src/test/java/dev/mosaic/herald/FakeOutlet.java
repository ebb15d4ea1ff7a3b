package dev.mosaic.herald;

import dev.mosaic.stitcher.text.StatusView;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;

/** A platform in memory that knows a key again, and breaks as told. */
final class FakeOutlet implements Outlet {
    private static final AtomicInteger NUMBERS = new AtomicInteger();

    private final String name = "fake" + NUMBERS.incrementAndGet();
    private final Queue<Throwable> failures = new ArrayDeque<>();
    private final List<String> heard = new ArrayList<>();
    private final List<StatusView> views = new ArrayList<>();
    private final List<String> said = new ArrayList<>();
    private final Set<String> keys = new HashSet<>();
    private int calls;
    private Mono<Void> pause = Mono.empty();

    @Override
    public String name() {
        return name;
    }

    /** The next calls fail, each with one of these. */
    synchronized void failWith(Throwable... errors) {
        failures.addAll(List.of(errors));
    }

    /** Every call waits for this first. */
    synchronized void waitFor(Mono<Void> signal) {
        pause = signal;
    }

    /** Calls of any kind, failed ones too. */
    synchronized int calls() {
        return calls;
    }

    /** What people saw, in order: {@code shown done}, {@code said **Done**: ...}. */
    synchronized List<String> heard() {
        return List.copyOf(heard);
    }

    synchronized List<StatusView> views() {
        return List.copyOf(views);
    }

    /** What people were notified of; once per key. */
    synchronized List<String> said() {
        return List.copyOf(said);
    }

    @Override
    public Mono<String> say(String address, String key, String text) {
        return begin().then(Mono.fromCallable(() -> speak(address, key, text)));
    }

    @Override
    public Mono<String> show(String address, @Nullable String remoteId, StatusView view) {
        return begin().then(Mono.fromCallable(() -> draw(address, remoteId, view)));
    }

    private synchronized Mono<Void> begin() {
        return Mono.defer(() -> {
            synchronized (this) {
                calls++;
                var failure = failures.poll();
                return failure == null ? pause : Mono.error(failure);
            }
        });
    }

    private synchronized String speak(String address, String key, String text) {
        if (keys.add(key)) {
            said.add(address + ": " + text);
            heard.add("said " + text.lines().findFirst().orElse(""));
        }
        return key;
    }

    private synchronized String draw(String address, @Nullable String remoteId, StatusView view) {
        views.add(view);
        heard.add("shown " + view.stage());
        return remoteId == null ? "m" + views.size() : remoteId;
    }
}
