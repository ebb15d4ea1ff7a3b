package dev.mosaic.stitcher.sandbox.process.hunt;

import dev.mosaic.stitcher.sandbox.process.hunt.Mark.Traits;
import dev.mosaic.stitcher.sandbox.process.hunt.Processes.Seen;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.ProcessBuilder.Redirect;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Predicate;

/**
 * Ends processes until none is left. A process that forks while we look is found in the next look,
 * because what marks it is inherited; the end is only believed after two looks that saw nothing.
 */
public final class Hunt {
    private static final Duration LIMIT = Duration.ofSeconds(4);
    private static final Duration PAUSE = Duration.ofMillis(5);
    private static final int QUIET_LOOKS = 2;

    private final Processes processes;
    private final Pack pack;
    private final Collection<Process> roots;
    private final long ownSession;
    private final Set<Long> ended = new HashSet<>();

    /**
     * @param marked true for what a process inherited from those that are to end
     * @param roots children of this process that are to end, with all theirs
     */
    public Hunt(Processes processes, Predicate<Traits> marked, Collection<Process> roots) {
        this.processes = processes;
        this.roots = List.copyOf(roots);
        this.pack = new Pack(processes, marked, () -> this.roots);
        var self = processes.look(ProcessHandle.current().pid());
        this.ownSession = self == null ? 0 : self.session();
    }

    /**
     * Kills at once and returns when nothing is left or four seconds are over. An interrupt does
     * not end it; the flag is up again afterwards.
     *
     * @return what is left, one line each
     */
    public List<String> toTheEnd() {
        var interrupted = Thread.interrupted();
        try {
            var deadline = System.nanoTime() + LIMIT.toNanos();
            var left = pack.now();
            for (var quiet = 0;
                    quiet < QUIET_LOOKS && System.nanoTime() < deadline;
                    left = pack.now()) {
                quiet = left.isEmpty() ? quiet + 1 : 0;
                kill(left);
                LockSupport.parkNanos(PAUSE.toNanos());
                interrupted |= Thread.interrupted();
            }
            return left.stream().map(Hunt::line).toList();
        } catch (UncheckedIOException e) {
            roots.forEach(Process::destroyForcibly);
            return List.of("unknown, because the processes of this machine could not be listed");
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    /** How many processes were sent their end so far. */
    public int ended() {
        return ended.size();
    }

    private void kill(List<Seen> prey) {
        if (prey.isEmpty()) {
            return;
        }
        killGroups(prey);
        for (var process : prey) {
            ended.add(process.pid());
            // the handle first, the look second: a number given anew in between is noticed
            var handle = ProcessHandle.of(process.pid());
            var now = processes.look(process.pid());
            if (now != null && now.started() == process.started()) {
                handle.ifPresent(ProcessHandle::destroyForcibly);
            }
        }
    }

    /** One signal for a whole group is the only one that a chain of forks cannot outrun. */
    private void killGroups(List<Seen> prey) {
        var groups = new HashSet<String>();
        for (var process : prey) {
            if (process.group() > 1 && process.session() != ownSession) {
                groups.add("-" + process.group());
            }
        }
        if (groups.isEmpty()) {
            return;
        }
        var command = new ArrayList<>(List.of("/bin/sh", "-c", "kill -9 \"$@\"", "kill"));
        command.addAll(groups);
        try {
            var kill = new ProcessBuilder(command);
            kill.redirectErrorStream(true).redirectOutput(Redirect.DISCARD);
            kill.start().waitFor(1, TimeUnit.SECONDS);
        } catch (IOException | InterruptedException e) {
            // each of them is killed by its number next
            if (e instanceof InterruptedException) {
                Thread.currentThread().interrupt();
            }
        }
    }

    private static String line(Seen process) {
        return "process %d (%s) still %s".formatted(process.pid(), process.name(), process.state());
    }
}
