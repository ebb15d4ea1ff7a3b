package dev.mosaic.herald;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Flux;
import reactor.core.publisher.FluxSink;

/** Rings when there may be something to tell. A hint: who misses it finds the work by polling. */
@Component
class Bell {
    private final List<FluxSink<Long>> listeners = new CopyOnWriteArrayList<>();

    void ring() {
        listeners.forEach(it -> it.next(0L));
    }

    /** Never ends; keeps one ring for a listener who is busy. */
    Flux<Long> rings() {
        return Flux.create(
                listener -> {
                    listener.onDispose(() -> listeners.remove(listener));
                    listeners.add(listener);
                },
                FluxSink.OverflowStrategy.LATEST);
    }
}
