package dev.mosaic.story;

import dev.mosaic.herald.Outlet;
import dev.mosaic.stitcher.text.StatusView;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;

/** A chat that keeps what is said in it, one list per address. */
final class MemoryOutlet implements Outlet {
    private final Map<String, List<String>> said = new ConcurrentHashMap<>();
    private final Map<String, StatusView> shown = new ConcurrentHashMap<>();

    @Override
    public String name() {
        return "memory";
    }

    @Override
    public Mono<String> say(String address, String key, String text) {
        return Mono.fromSupplier(() -> {
            said.computeIfAbsent(address, _ -> new CopyOnWriteArrayList<>()).add(text);
            return key;
        });
    }

    @Override
    public Mono<String> show(String address, @Nullable String remoteId, StatusView view) {
        return Mono.fromSupplier(() -> {
            shown.put(address + "/" + view.job(), view);
            return "status";
        });
    }

    List<String> said(String address) {
        return said.getOrDefault(address, List.of());
    }
}
