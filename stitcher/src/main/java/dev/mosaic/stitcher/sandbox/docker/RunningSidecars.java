package dev.mosaic.stitcher.sandbox.docker;

import dev.mosaic.stitcher.failure.Failure;
import dev.mosaic.stitcher.sandbox.docker.services.Ports;
import dev.mosaic.stitcher.sandbox.docker.shell.Shell;
import java.time.Duration;
import java.util.List;
import java.util.Set;

/** The services that run beside the commands of one sandbox. They end with it. */
record RunningSidecars(List<RunningSidecar> sidecars) {
    static final RunningSidecars NONE = new RunningSidecars(List.of());

    private static final Duration LOOK = Duration.ofSeconds(10);

    RunningSidecars {
        sidecars = List.copyOf(sidecars);
    }

    /** As {@link RunningSidecar#require()}, of each. */
    void require() throws InterruptedException {
        for (var each : sidecars) {
            each.require();
        }
    }

    /**
     * The same after a command that failed, and that each still listens: the engine knows of an end
     * a moment after those who felt it.
     *
     * @param shell of the container of commands
     */
    void requireListening(Shell shell) throws InterruptedException {
        require();
        var listening = sidecars.isEmpty() ? Set.of() : listening(shell);
        for (var each : sidecars) {
            if (!listening.contains(each.port())) {
                require();
                throw each.deaf();
            }
        }
    }

    /** All of them where that cannot be asked: then there is more to say than this. */
    private Set<Integer> listening(Shell shell) {
        var ports = sidecars.stream().map(RunningSidecar::port).toList();
        try {
            return shell.script(Ports.SCRIPT, Ports.arguments(ports), LOOK)
                    .map(Ports::listening)
                    .orElseGet(() -> Set.copyOf(ports));
        } catch (Failure e) {
            return Set.copyOf(ports);
        }
    }

    /** Removes all with what they wrote. */
    void remove() {
        sidecars.forEach(it -> it.container().remove());
    }
}
