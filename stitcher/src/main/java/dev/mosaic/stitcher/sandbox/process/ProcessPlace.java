package dev.mosaic.stitcher.sandbox.process;

import dev.mosaic.stitcher.failure.Failure;
import dev.mosaic.stitcher.sandbox.SandboxHandle;
import dev.mosaic.stitcher.sandbox.SandboxSpec;
import dev.mosaic.stitcher.sandbox.ShellCommand;
import dev.mosaic.stitcher.sandbox.process.enclosure.Enclosure.Cell;
import dev.mosaic.stitcher.sandbox.process.hunt.Asking;
import dev.mosaic.stitcher.sandbox.process.hunt.Hunt;
import dev.mosaic.stitcher.sandbox.process.hunt.Mark;
import dev.mosaic.stitcher.sandbox.process.hunt.Mark.Traits;
import dev.mosaic.stitcher.sandbox.process.hunt.Pack;
import dev.mosaic.stitcher.sandbox.process.hunt.Processes;
import dev.mosaic.stitcher.sandbox.process.launch.Launcher;
import dev.mosaic.stitcher.sandbox.process.launch.Launcher.Stamp;
import dev.mosaic.stitcher.sandbox.process.launch.PrivateFolder;
import dev.mosaic.stitcher.sandbox.process.launch.ProcessSettings;
import dev.mosaic.stitcher.sandbox.usage.Output;
import dev.mosaic.stitcher.sandbox.usage.Watch;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashSet;
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
    private final PrivateFolder folder;
    private final Cell cell;
    private final World world;
    private final Watch watch;
    private final Set<Process> roots = ConcurrentHashMap.newKeySet();
    private int commands;
    private boolean over;
    private boolean closed;

    ProcessPlace(SandboxSpec spec, PrivateFolder folder, Cell cell, World world) {
        this.spec = spec;
        this.folder = folder;
        this.cell = cell;
        this.world = world;
        this.watch = new Watch(world.settings().room());
        watch.exceeded().thenRunAsync(this::endAll, ProcessPlace::onItsOwn);
        watch.disk(world.mark().hex(), List.of(spec.workdir(), folder.path()));
        watchMemory(world.settings().memory().toBytes());
    }

    private void watchMemory(long most) {
        var pack = new Pack(world.processes(), this::isOurs, this::all);
        var memory = new Memory(pack, world.processes());
        if (most > 0) {
            watch.look(
                    "sandbox-memory-" + world.mark().hex(),
                    () -> memory.isOver(most) ? tooMuchMemory(most) : null);
        }
    }

    private static String tooMuchMemory(long most) {
        return "The commands of this sandbox together used more than %,d MB of memory and were ended; raise mosaic.sandbox.process.memory if they need more."
                .formatted(most >> 20);
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
        var verdict = watch.verdict();
        if (verdict != null) {
            return new Outcome(KILLED, "", false, Duration.ZERO, verdict);
        }
        var begun = System.nanoTime();
        var started = start(command);
        var process = started.process();
        var output = new Output(command, watch::printed);
        thread("output", process, () -> output.readAll(process.getInputStream()));
        thread("input", process, () -> feed(process, command.input()));
        try {
            var inTime = awaitEnd(process, output, command.limit());
            var exceeded = watch.verdict();
            if (!inTime || exceeded != null) {
                kill(started);
            }
            output.settle(GRACE);
            return new Outcome(
                    inTime && exceeded == null ? process.exitValue() : KILLED,
                    output.text(),
                    !inTime,
                    Duration.ofNanos(System.nanoTime() - begun),
                    exceeded);
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
        var running = roots.stream().filter(Process::isAlive).map(cell::commandOf).toList();
        Asking.politely(signal, world.processes(), running);
        return !running.isEmpty();
    }

    @Override
    public List<String> kill() {
        synchronized (this) {
            over = true;
        }
        return endAll();
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
        if (survivors.isEmpty()) {
            cell.close();
        } else {
            // whoever is left keeps its account and its files: nobody else may get them
            log.atError()
                    .addKeyValue("survivors", survivors)
                    .log("processes of a sandbox could not be ended");
        }
        folder.remove();
    }

    /**
     * First at one blow where the enclosure can, then one by one until nothing is seen. Over in
     * five seconds: one at most for a blow, three and a half for the hunt, and its last look.
     */
    private List<String> endAll() {
        cell.end();
        return new Hunt(world.processes(), this::isOurs, all()).toTheEnd();
    }

    private boolean isOurs(Traits traits) {
        return world.mark().isOn(traits) || cell.holds(traits);
    }

    private Set<Process> all() {
        var all = new HashSet<>(roots);
        all.addAll(cell.holders());
        return all;
    }

    /** Under the lock, so that {@link #kill()} sees every process that was started before it. */
    private synchronized Started start(ShellCommand command) {
        if (over) {
            throw new Failure.Never(
                    "The sandbox was closed; nothing can be started in it any more.", null);
        }
        var number = ++commands;
        var stamp = new Stamp(world.mark(), number);
        var process = world.launcher().start(command.argv(), spec, folder, cell::enclose, stamp);
        roots.add(process);
        return new Started(number, process);
    }

    /** False if the time was over first. */
    private boolean awaitEnd(Process process, Output output, Duration limit)
            throws InterruptedException {
        try {
            CompletableFuture.anyOf(process.onExit(), output.listenerFailed(), watch.exceeded())
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
                                world.processes(),
                                traits -> world.mark().isOn(traits, started.number()),
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

    private static void onItsOwn(Runnable body) {
        Thread.ofPlatform().daemon().name("sandbox-end").start(body);
    }

    private record Started(int number, Process process) {}

    /** What a place needs besides its own. */
    record World(Mark mark, Launcher launcher, Processes processes, ProcessSettings settings) {}
}
