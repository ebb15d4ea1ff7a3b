package dev.mosaic.stitcher.sandbox.docker.daemon;

import com.github.dockerjava.api.DockerClient;
import com.github.dockerjava.api.command.InspectContainerResponse.ContainerState;
import com.github.dockerjava.api.exception.ConflictException;
import com.github.dockerjava.api.exception.NotFoundException;
import dev.mosaic.stitcher.failure.Failure;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One container that was started.
 *
 * @param first its first process, for when the engine does not answer
 */
public record OpenContainer(Daemon daemon, String id, String name, HostProcess first) {
    private static final Logger log = LoggerFactory.getLogger(OpenContainer.class);

    private static final Duration KILL = Duration.ofMillis(1_500);
    private static final Duration PROOF = Duration.ofMillis(2_500);
    private static final Duration ONE_LOOK = Duration.ofMillis(1_000);
    private static final Duration PAUSE = Duration.ofMillis(5);
    private static final Duration LOG = Duration.ofSeconds(10);
    private static final Duration REMOVAL = Duration.ofSeconds(20);

    public static boolean runs(ContainerState state) {
        return Boolean.TRUE.equals(state.getRunning());
    }

    /** How it stands; empty if the engine has no such container any more. */
    public Optional<ContainerState> state() throws InterruptedException {
        return daemon.ask("inspect", client -> look(client, id));
    }

    /**
     * Kills it with all that runs in it and returns when that is proven, within five seconds. Not
     * interruptible, idempotent. When the engine does not answer, its first process is killed, and
     * the kernel is the witness.
     *
     * @return one line if it may still run; empty when it does not
     */
    public List<String> kill() {
        var trouble = "it was still running after SIGKILL";
        try {
            daemon.insist("kill", KILL, this::signal);
        } catch (Failure e) {
            trouble = String.valueOf(e.getMessage());
        }
        first.kill();
        var deadline = System.nanoTime() + PROOF.toNanos();
        while (true) {
            try {
                var state = daemon.insist("inspect", ONE_LOOK, client -> look(client, id));
                if (state.filter(OpenContainer::runs).isEmpty()) {
                    return List.of();
                }
            } catch (Failure e) {
                trouble = String.valueOf(e.getMessage());
            }
            if (first.isGone()) {
                return List.of();
            }
            if (System.nanoTime() > deadline) {
                return List.of("container %s (%s): %s".formatted(name, id, trouble));
            }
            LockSupport.parkNanos(PAUSE.toNanos());
        }
    }

    /** The last lines that it printed, unread by anybody; empty if the engine does not tell. */
    public String log(int lines) throws InterruptedException {
        try {
            return daemon.ask("logs", LOG, client -> tail(client, lines));
        } catch (Failure e) {
            return "";
        }
    }

    private String tail(DockerClient client, int lines) {
        try (var tail = new Tail()) {
            client.logContainerCmd(id)
                    .withStdOut(true)
                    .withStdErr(true)
                    .withTail(lines)
                    .exec(tail)
                    .awaitCompletion(LOG.toMillis(), TimeUnit.MILLISECONDS);
            return tail.text();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return "";
        } catch (IOException e) {
            return "";
        }
    }

    /**
     * Removes it with what it wrote, running or not; if that fails it is said in the log, and
     * {@link #removeOwed} tries again.
     */
    public void remove() {
        remove(daemon, id);
    }

    /**
     * The same by its id or name, also when it was never made.
     *
     * @return false if the engine did not do it
     */
    public static boolean remove(Daemon daemon, String idOrName) {
        try {
            daemon.insist(
                    "remove",
                    REMOVAL,
                    client -> {
                        try {
                            client.removeContainerCmd(idOrName)
                                    .withForce(true)
                                    .withRemoveVolumes(true)
                                    .exec();
                        } catch (NotFoundException | ConflictException e) {
                            // it is gone, or somebody else is removing it
                        }
                        return true;
                    });
            daemon.owed().remove(idOrName);
            return true;
        } catch (Failure e) {
            daemon.owed().add(idOrName);
            log.atWarn()
                    .addKeyValue("container", idOrName)
                    .addKeyValue("cause", e.getMessage())
                    .log("a container was not removed");
            return false;
        }
    }

    /** Removes what could not be removed when it was time; stops where that fails again. */
    public static void removeOwed(Daemon daemon) {
        for (var id : daemon.owed()) {
            if (!remove(daemon, id)) {
                return;
            }
        }
    }

    private boolean signal(DockerClient client) {
        try {
            client.killContainerCmd(id).withSignal("KILL").exec();
        } catch (NotFoundException | ConflictException e) {
            // gone, or not running any more
        }
        return true;
    }

    private static Optional<ContainerState> look(DockerClient client, String id) {
        try {
            return Optional.of(client.inspectContainerCmd(id).exec().getState());
        } catch (NotFoundException e) {
            return Optional.empty();
        }
    }
}
