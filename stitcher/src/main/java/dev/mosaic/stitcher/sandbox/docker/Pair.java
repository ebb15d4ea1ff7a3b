package dev.mosaic.stitcher.sandbox.docker;

import com.github.dockerjava.api.command.InspectContainerResponse.ContainerState;
import dev.mosaic.stitcher.sandbox.docker.daemon.OpenContainer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * The container of commands with the forwarder beside it. They end together.
 *
 * @param forwarder null where commands reach nothing
 */
record Pair(OpenContainer container, @Nullable Forwarder forwarder) {

    String name() {
        return container.name();
    }

    /** How the commands' container stands; empty if the engine has no such container any more. */
    Optional<ContainerState> state() throws InterruptedException {
        return container.state();
    }

    /** Whether all of it runs. */
    boolean isWhole() throws InterruptedException {
        return container.state().filter(OpenContainer::runs).isPresent()
                && (forwarder == null
                        || forwarder.container().state().filter(OpenContainer::runs).isPresent());
    }

    /** As {@link OpenContainer#kill()}, both at the same time. No connection outlives its begin. */
    List<String> kill() {
        if (forwarder == null) {
            return container.kill();
        }
        forwarder.cut();
        var other = new CompletableFuture<List<String>>();
        Thread.ofPlatform()
                .daemon()
                .name("sandbox-end-forwarder")
                .start(() -> {
                    try {
                        other.complete(forwarder.kill());
                    } catch (RuntimeException | Error e) {
                        other.complete(List.of("a forwarder: " + e));
                    }
                });
        var survivors = new ArrayList<>(container.kill());
        survivors.addAll(other.join());
        return survivors;
    }

    /** Removes both with what they wrote, and the way out. */
    void remove() {
        container.remove();
        if (forwarder != null) {
            forwarder.remove();
        }
    }
}
