package dev.mosaic.stitcher.sandbox.process;

import dev.mosaic.stitcher.failure.Failure;
import dev.mosaic.stitcher.sandbox.SandboxHandle;
import dev.mosaic.stitcher.sandbox.SandboxSpec;
import dev.mosaic.stitcher.sandbox.ShellCommand;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One open process sandbox. After {@link #kill()} nothing can be started in it any more. */
final class ProcessPlace implements SandboxHandle {
    private static final Logger log = LoggerFactory.getLogger(ProcessPlace.class);
    private static final Duration GRACE = Duration.ofMillis(250);
    private static final int KILLED = 137;

    private final SandboxSpec spec;
    private final Mark mark;
    private final PrivateFolder folder;
    private final Launcher launcher;
    private final Processes processes;
    private final Set<Process> roots = ConcurrentHashMap.newKeySet();
    private int commands;
    private boolean over;

    ProcessPlace(
            SandboxSpec spec,
            Mark mark,
            PrivateFolder folder,
            Launcher launcher,
            Processes processes) {
        this.spec = spec;
        this.mark = mark;
        this.folder = folder;
        this.launcher = launcher;
        this.processes = processes;
    }

    @Override
    public Path workdir() {
        return spec.workdir();
    }

    @Override
    public Outcome run(ShellCommand command) throws InterruptedException {
        if (Thread.interrupted()) {
            throw new InterruptedException();
        }
        var begun = System.nanoTime();
        var started = start(command);
        var process = started.process();
        var output = new Output(command);
        thread("output", process, () -> output.readAll(process.getInputStream()));
        thread("input", process, () -> feed(process, command.input()));
        try {
            var inTime = awaitEnd(process, output, command.limit());
            if (!inTime) {
                kill(started);
            }
            output.settle(GRACE);
            return new Outcome(
                    inTime ? process.exitValue() : KILLED,
                    output.text(),
                    !inTime,
                    Duration.ofNanos(System.nanoTime() - begun));
        } catch (InterruptedException | RuntimeException e) {
            output.silence();
            kill(started);
            throw e;
        } finally {
            roots.remove(process);
        }
    }

    @Override
    public boolean ask(Signal signal) {
        var running = roots.stream().filter(Process::isAlive).map(Process::pid).toList();
        Asking.politely(signal, processes, running);
        return !running.isEmpty();
    }

    @Override
    public List<String> kill() {
        synchronized (this) {
            over = true;
        }
        return new Hunt(processes, mark::isOn, roots).toTheEnd();
    }

    @Override
    public void close() {
        var survivors = kill();
        if (!survivors.isEmpty()) {
            log.atError()
                    .addKeyValue("survivors", survivors)
                    .log("processes of a sandbox could not be ended");
        }
        folder.remove();
    }

    /** Under the lock, so that {@link #kill()} sees every process that was started before it. */
    private synchronized Started start(ShellCommand command) {
        if (over) {
            throw new Failure.Never(
                    "The sandbox was closed; nothing can be started in it any more.", null);
        }
        var number = ++commands;
        var process = launcher.start(command.argv(), spec, folder, mark, number);
        roots.add(process);
        return new Started(number, process);
    }

    /** False if the time was over first. */
    private static boolean awaitEnd(Process process, Output output, Duration limit)
            throws InterruptedException {
        try {
            CompletableFuture.anyOf(process.onExit(), output.listenerFailed())
                    .get(limit.toMillis(), TimeUnit.MILLISECONDS);
            return true;
        } catch (TimeoutException e) {
            return false;
        } catch (ExecutionException e) {
            throw e.getCause() instanceof RuntimeException cause
                    ? cause
                    : new IllegalStateException(e.getCause());
        }
    }

    private void kill(Started started) {
        var survivors =
                new Hunt(
                                processes,
                                traits -> mark.isOn(traits, started.number()),
                                List.of(started.process()))
                        .toTheEnd();
        if (!survivors.isEmpty()) {
            log.atWarn()
                    .addKeyValue("survivors", survivors)
                    .log("processes of a command could not be ended");
        }
    }

    private static void feed(Process process, String input) {
        try (var stdin = process.getOutputStream()) {
            stdin.write(input.getBytes(StandardCharsets.UTF_8));
        } catch (IOException e) {
            // the command ended without reading all of it, as it may
        }
    }

    /** A thread of the system: reading a pipe would hold one of the few that carry virtual ones. */
    private static void thread(String what, Process process, Runnable body) {
        Thread.ofPlatform()
                .daemon()
                .name("sandbox-%s-%d".formatted(what, process.pid()))
                .start(body);
    }

    private record Started(int number, Process process) {}
}
