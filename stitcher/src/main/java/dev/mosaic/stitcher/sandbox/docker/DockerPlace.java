package dev.mosaic.stitcher.sandbox.docker;

import com.github.dockerjava.api.command.InspectContainerResponse.ContainerState;
import dev.mosaic.stitcher.failure.Failure;
import dev.mosaic.stitcher.sandbox.SandboxHandle;
import dev.mosaic.stitcher.sandbox.SandboxSpec;
import dev.mosaic.stitcher.sandbox.ShellCommand;
import dev.mosaic.stitcher.sandbox.docker.daemon.OpenContainer;
import dev.mosaic.stitcher.sandbox.docker.shell.Exec;
import dev.mosaic.stitcher.sandbox.docker.shell.Scripts;
import dev.mosaic.stitcher.sandbox.docker.shell.Shell;
import dev.mosaic.stitcher.sandbox.usage.FullDisk;
import dev.mosaic.stitcher.sandbox.usage.Output;
import dev.mosaic.stitcher.sandbox.usage.Watch;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One open container. A command that is to end is ended from within, by what it left on its
 * processes; where that does not succeed the whole container ends.
 */
final class DockerPlace implements SandboxHandle {
    private static final Logger log = LoggerFactory.getLogger(DockerPlace.class);

    private static final Duration GRACE = Duration.ofMillis(250);
    private static final Duration HUNT = Duration.ofMillis(3_000);
    private static final Duration LOOK = Duration.ofSeconds(10);
    private static final Duration BEGIN = Duration.ofSeconds(1);
    private static final Duration PAUSE = Duration.ofMillis(50);
    private static final int KILLED = 137;
    private static final String OUT_OF_MEMORY =
            "The commands of this sandbox together used all the memory that they may, and the kernel ended one of them; raise mosaic.sandbox.docker.memory if they need more.";

    private final SandboxSpec spec;
    private final Pod container;
    private final Shell shell;
    private final Watch watch;
    private final Runnable afterwards;
    private final Set<Exec> running = ConcurrentHashMap.newKeySet();
    private final AtomicInteger ofMemory = new AtomicInteger();
    private boolean over;
    private boolean closed;

    /**
     * @param watch looks at what it fills, until it is closed
     * @param afterwards when the container is removed and proven gone
     */
    DockerPlace(SandboxSpec spec, Pod container, Shell shell, Watch watch, Runnable afterwards) {
        this.spec = spec;
        this.container = container;
        this.shell = shell;
        this.afterwards = afterwards;
        this.watch = watch;
        watch.exceeded().thenRunAsync(container::kill, DockerPlace::onItsOwn);
    }

    @Override
    public Path workdir() {
        return spec.workdir();
    }

    @Override
    public @Nullable URI server() {
        var network = spec.network();
        return network == null || network.model() == null ? null : URI.create(Forwarder.address());
    }

    @Override
    public Outcome run(ShellCommand command) throws InterruptedException {
        if (Thread.interrupted()) {
            throw new InterruptedException();
        }
        var verdict = watch.verdict();
        if (verdict != null) {
            return new Outcome(KILLED, "", false, Duration.ZERO, verdict);
        }
        var outcome = ran(command);
        if (outcome.exit() != 0 && outcome.exceeded() == null && !isOver()) {
            // it may have failed for what was not there any more
            FullDisk.refuse(spec.workdir());
            container.running().requireListening(shell);
        }
        return outcome;
    }

    private Outcome ran(ShellCommand command) throws InterruptedException {
        var begun = System.nanoTime();
        var output = new Output(command, watch::printed);
        var exec = start(command, output);
        try {
            var inTime = awaitEnd(exec, command.limit());
            if (!inTime || watch.verdict() != null) {
                end(exec);
            }
            output.settle(GRACE);
            return outcome(command, exec, inTime, begun);
        } catch (InterruptedException | RuntimeException e) {
            output.silence();
            end(exec);
            throw e;
        } finally {
            running.remove(exec);
            shell.letGo(exec);
        }
    }

    private Outcome outcome(ShellCommand command, Exec exec, boolean inTime, long begun)
            throws InterruptedException {
        var exit = KILLED;
        var remark = "";
        if (inTime && watch.verdict() == null) {
            exit = shell.exit(exec).orElse(KILLED);
            var state = exit == 0 ? Optional.<ContainerState>empty() : stateAfter(exit);
            if (exit != 0 && state.filter(OpenContainer::runs).isEmpty()) {
                exit = KILLED;
                remark = theContainerEnded(state);
            } else if (exit != 0) {
                explain(command, exec, exit);
            }
        }
        var exceeded = watch.verdict();
        return new Outcome(
                exceeded == null ? exit : KILLED,
                exec.output().text() + remark,
                !inTime,
                Duration.ofNanos(System.nanoTime() - begun),
                exceeded);
    }

    /** The engine knows of a container's end a moment after that of its commands. */
    private Optional<ContainerState> stateAfter(int exit) throws InterruptedException {
        var state = container.state();
        var deadline = System.nanoTime() + BEGIN.toNanos();
        while (exit == KILLED
                && state.filter(OpenContainer::runs).isPresent()
                && System.nanoTime() < deadline) {
            happens(watch.exceeded(), PAUSE.toNanos());
            state = container.state();
        }
        return state;
    }

    /** A line for people, unless it is known why. */
    private String theContainerEnded(Optional<ContainerState> state) {
        if (state.filter(it -> Boolean.TRUE.equals(it.getOOMKilled())).isPresent()) {
            watch.exceeded().complete(OUT_OF_MEMORY);
        }
        return isOver() || watch.verdict() != null
                ? ""
                : "\n[… the container of this sandbox was ended from outside, and the command with it …]\n";
    }

    /** Why a command may have failed that did not fail by itself. */
    private void explain(ShellCommand command, Exec exec, int exit) {
        var name = command.argv().getFirst();
        if (exec.isMissing()) {
            throw new Failure.Never(
                    "The command `%s` was not found in the image of the container. Install it there, and let mosaic.sandbox.docker.image name the new one."
                            .formatted(name),
                    null);
        }
        if (!exec.leader().isDone()) {
            throw new Failure.Never(
                    "The command `%s` could not be started in its container: %s (exit code %d). The image needs `sh` and `head`; if there are too many processes, raise mosaic.sandbox.docker.limits.processes."
                            .formatted(name, exec.output().text().strip(), exit),
                    null);
        }
        if (endedForMemory()) {
            watch.exceeded().complete(OUT_OF_MEMORY);
        }
    }

    /** Without the lock: a kill never waits for a question to the engine. */
    private boolean endedForMemory() {
        try {
            var told = shell.script(Scripts.OUT_OF_MEMORY, List.of(), LOOK).orElse("").strip();
            var all = told.matches("\\d{1,9}") ? Integer.parseInt(told) : 0;
            return all > ofMemory.getAndAccumulate(all, Math::max);
        } catch (Failure e) {
            return false;
        }
    }

    @Override
    public boolean ask(Signal signal) {
        var asked = List.copyOf(running);
        if (!asked.isEmpty()) {
            onItsOwn(() -> politely(signal, asked));
        }
        return !asked.isEmpty();
    }

    private void politely(Signal signal, List<Exec> asked) {
        var name =
                switch (signal) {
                    case INTERRUPT -> "INT";
                    case TERMINATE -> "TERM";
                };
        var arguments = new ArrayList<>(List.of(name));
        for (var exec : asked) {
            var leader = leader(exec);
            if (leader > 0) {
                arguments.add(Integer.toString(leader));
            }
        }
        try {
            shell.script(Scripts.ASK, arguments, LOOK);
        } catch (Failure e) {
            // who was not asked is killed later
        }
    }

    @Override
    public List<String> kill() {
        synchronized (this) {
            over = true;
        }
        return container.kill();
    }

    @Override
    public void close() {
        synchronized (this) {
            if (closed) {
                return;
            }
            closed = true;
        }
        var survivors = kill();
        watch.close();
        container.remove();
        if (survivors.isEmpty()) {
            afterwards.run();
        } else {
            // whoever is left keeps its files: nobody else may get them
            log.atError()
                    .addKeyValue("survivors", survivors)
                    .log("the container of a sandbox could not be ended");
        }
    }

    private synchronized boolean isOver() {
        return over;
    }

    private Exec start(ShellCommand command, Output output) throws InterruptedException {
        if (isOver()) {
            throw new Failure.Never(
                    "The sandbox was closed; nothing can be started in it any more.", null);
        }
        if (!Files.isDirectory(spec.workdir())) {
            throw new Failure.Never(
                    "The work folder `%s` is not there; it was removed while the job ran. Retry the job."
                            .formatted(spec.workdir()),
                    null);
        }
        if (!container.isWhole()) {
            throw new Failure.Later(
                    "The container of this sandbox, or the forwarder beside it, was ended from outside. Look at the log of the Docker engine if that happens again.",
                    Duration.ofSeconds(10),
                    null);
        }
        container.running().require();
        var exec = shell.start(command, output);
        running.add(exec);
        return exec;
    }

    /**
     * Until its output is over and it runs no more: it may have closed its output and work on.
     *
     * @return false if the time was over first
     */
    private boolean awaitEnd(Exec exec, Duration limit) throws InterruptedException {
        var deadline = System.nanoTime() + limit.toNanos();
        var stopped = CompletableFuture.anyOf(exec.output().listenerFailed(), watch.exceeded());
        if (!happens(CompletableFuture.anyOf(exec.ended(), stopped), limit.toNanos())) {
            return false;
        }
        while (!stopped.isDone() && shell.isRunning(exec)) {
            if (System.nanoTime() > deadline) {
                return false;
            }
            happens(stopped, PAUSE.toNanos());
        }
        return !stopped.isDone() || happens(stopped, 0);
    }

    private static boolean happens(CompletableFuture<?> awaited, long nanos)
            throws InterruptedException {
        try {
            awaited.get(nanos, TimeUnit.NANOSECONDS);
            return true;
        } catch (TimeoutException e) {
            return false;
        } catch (ExecutionException e) {
            throw e.getCause() instanceof RuntimeException cause
                    ? cause
                    : new IllegalStateException(e.getCause());
        }
    }

    /** Whoever cannot be ended alone is ended with the container. */
    private void end(Exec exec) {
        if (isOver() || watch.verdict() != null) {
            container.kill();
            return;
        }
        try {
            var leader = leader(exec);
            var arguments = List.of(leader > 0 ? Integer.toString(leader) : "none", exec.mark());
            if (shell.script(Scripts.HUNT, arguments, HUNT).isPresent()) {
                return;
            }
        } catch (Failure e) {
            // the container is ended by other means
        }
        log.atWarn()
                .addKeyValue("container", container.name())
                .log("a command could not be ended alone, and its container was ended");
        kill();
    }

    /** A command that was just started tells it soon; 0 if it does not. */
    private static int leader(Exec exec) {
        return CompletableFuture.anyOf(exec.leader(), exec.ended())
                .completeOnTimeout(0, BEGIN.toMillis(), TimeUnit.MILLISECONDS)
                .thenApply(_ -> exec.leader().getNow(0))
                .join();
    }

    private static void onItsOwn(Runnable body) {
        Thread.ofPlatform().daemon().name("sandbox-end").start(body);
    }
}
