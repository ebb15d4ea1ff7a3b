package dev.mosaic.stitcher.sandbox.docker;

import com.github.dockerjava.api.command.InspectContainerResponse.ContainerState;
import dev.mosaic.stitcher.sandbox.docker.daemon.OpenContainer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The container of commands with the forwarder and the sidecars beside it. They share a loopback
 * and end together.
 *
 * @param forwarder null where commands reach nothing
 */
record Pod(OpenContainer container, @Nullable Forwarder forwarder, RunningSidecars running) {

    String name() {
        return container.name();
    }

    /** How the commands' container stands; empty if the engine has no such container any more. */
    Optional<ContainerState> state() throws InterruptedException {
        return container.state();
    }

    /** Whether commands can run, and reach what they may. */
    boolean isWhole() throws InterruptedException {
        return container.state().filter(OpenContainer::runs).isPresent()
                && (forwarder == null
                        || forwarder.container().state().filter(OpenContainer::runs).isPresent());
    }

    /** As {@link OpenContainer#kill()}, all at the same time. No connection outlives its begin. */
    List<String> kill() {
        var others = new ArrayList<CompletableFuture<List<String>>>();
        if (forwarder != null) {
            forwarder.cut();
            others.add(aside("a forwarder", forwarder::kill));
        }
        for (var each : running.sidecars()) {
            others.add(aside("a service", each.container()::kill));
        }
        var survivors = new ArrayList<>(container.kill());
        others.forEach(it -> survivors.addAll(it.join()));
        return survivors;
    }

    private static CompletableFuture<List<String>> aside(
            String what, Supplier<List<String>> killing) {
        var other = new CompletableFuture<List<String>>();
        Thread.ofPlatform()
                .daemon()
                .name("sandbox-end-beside")
                .start(() -> {
                    try {
                        other.complete(killing.get());
                    } catch (RuntimeException | Error e) {
                        other.complete(List.of(what + ": " + e));
                    }
                });
        return other;
    }

    /** Removes all with what they wrote, and the way out. */
    void remove() {
        container.remove();
        running.remove();
        if (forwarder != null) {
            forwarder.remove();
        }
    }
}
