package dev.mosaic.stitcher.sandbox.docker;

import com.github.dockerjava.api.command.InspectContainerResponse.ContainerState;
import dev.mosaic.stitcher.failure.Failure;
import dev.mosaic.stitcher.sandbox.Sidecar;
import dev.mosaic.stitcher.sandbox.docker.daemon.OpenContainer;
import dev.mosaic.stitcher.sandbox.docker.services.ServiceText;
import java.time.Duration;
import java.util.Objects;
import java.util.Optional;

/** One service that was started. */
record RunningSidecar(Sidecar asked, OpenContainer container) {
    private static final Duration AGAIN = Duration.ofSeconds(10);

    int port() {
        return asked.port();
    }

    /**
     * While it is to become ready: it would end so each time.
     *
     * @throws Failure.Never if it runs no more
     */
    void requireBegun() throws InterruptedException {
        var state = ended();
        if (state.isPresent()) {
            throw new Failure.Never(
                    isOutOfMemory(state.get())
                            ? ServiceText.outOfMemory(asked, log())
                            : ServiceText.endedAtOnce(asked, exit(state.get()), log()),
                    null);
        }
    }

    /** {@link Failure.Never} if it took longer than it may. */
    void requireTime(Duration taken) throws InterruptedException {
        if (taken.compareTo(asked.within()) > 0) {
            throw new Failure.Never(ServiceText.notReady(asked, log()), null);
        }
    }

    /**
     * While commands use it.
     *
     * @throws Failure.Later if it runs no more: whatever they said since, they are not to blame
     */
    void require() throws InterruptedException {
        var state = ended();
        if (state.isPresent()) {
            throw new Failure.Later(
                    isOutOfMemory(state.get())
                            ? ServiceText.outOfMemory(asked, log())
                            : ServiceText.ended(asked, exit(state.get()), log()),
                    AGAIN,
                    null);
        }
    }

    /** That it runs and listens no more. */
    Failure.Later deaf() throws InterruptedException {
        return new Failure.Later(ServiceText.deaf(asked, log()), AGAIN, null);
    }

    /** How it ended; empty while it runs. */
    private Optional<ContainerState> ended() throws InterruptedException {
        var state =
                container
                        .state()
                        .orElseThrow(() -> new Failure.Later(ServiceText.gone(asked), AGAIN, null));
        return OpenContainer.runs(state) ? Optional.empty() : Optional.of(state);
    }

    private static boolean isOutOfMemory(ContainerState state) {
        return Boolean.TRUE.equals(state.getOOMKilled());
    }

    private static long exit(ContainerState state) {
        return Objects.requireNonNullElse(state.getExitCodeLong(), 0L);
    }

    private String log() throws InterruptedException {
        return container.log(ServiceText.LINES);
    }
}
