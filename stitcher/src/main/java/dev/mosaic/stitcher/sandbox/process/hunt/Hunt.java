package dev.mosaic.stitcher.sandbox.process.hunt;

import dev.mosaic.stitcher.sandbox.process.hunt.Mark.Traits;
import dev.mosaic.stitcher.sandbox.process.hunt.Processes.Identity;
import dev.mosaic.stitcher.sandbox.process.hunt.Processes.Seen;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.ProcessBuilder.Redirect;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Predicate;

/**
 * Ends processes until none is left. A process that forks while we look is found in the next look,
 * because what marks it is inherited; the end is only believed after two looks that saw nothing.
 *
 * <p>A round sends SIGKILL to each process directly, without another program's help: who does not
 * fork is sent its end in the first, however busy the machine is. Only then come signals to whole
 * groups, which need a program and are for those who fork faster than we look.
 */
public final class Hunt {
    private static final Duration LIMIT = Duration.ofMillis(3_500);
    private static final long HELP_MILLIS = 200;
    private static final Duration PAUSE = Duration.ofMillis(5);
    private static final int QUIET_LOOKS = 2;

    /** Parents before children: nobody sees a child die, says so, or starts another instead. */
    private static final Comparator<Seen> OLDEST_FIRST =
            Comparator.comparingLong(Seen::started).thenComparingLong(Seen::pid);

    private final Processes processes;
    private final Pack pack;
    private final Collection<Process> roots;
    private final Duration limit;
    private final long ownSession;
    private final Set<Identity> ended = new HashSet<>();
    private int rounds;

    /**
     * @param marked true for what a process inherited from those that are to end
     * @param roots children of this process that are to end, with all theirs
     */
    public Hunt(Processes processes, Predicate<Traits> marked, Collection<Process> roots) {
        this(processes, marked, roots, LIMIT);
    }

    Hunt(Processes processes, Predicate<Traits> marked, Collection<Process> roots, Duration limit) {
        this.limit = limit;
        this.processes = processes;
        this.roots = List.copyOf(roots);
        this.pack = new Pack(processes, marked, () -> this.roots);
        var self = processes.look(ProcessHandle.current().pid());
        this.ownSession = self == null ? 0 : self.session();
    }

    /**
     * Kills at once and returns when nothing is left or three and a half seconds are over. An
     * interrupt does not end it; the flag is up again afterwards.
     *
     * @return what is left, one line each
     */
    public List<String> toTheEnd() {
        var interrupted = Thread.interrupted();
        try {
            var deadline = System.nanoTime() + limit.toNanos();
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

    /** How many looks found somebody who had not been sent its end before. */
    int rounds() {
        return rounds;
    }

    private void kill(List<Seen> prey) {
        var fresh =
                prey.stream()
                        .filter(it -> !ended.contains(it.identity()))
                        .sorted(OLDEST_FIRST)
                        .toList();
        if (fresh.isEmpty()) {
            return;
        }
        rounds++;
        for (var process : fresh) {
            ended.add(process.identity());
            // the handle first, the look second: a number given anew in between is noticed
            var handle = ProcessHandle.of(process.pid());
            var now = processes.look(process.pid());
            if (now != null && now.started() == process.started()) {
                handle.ifPresent(ProcessHandle::destroyForcibly);
            }
        }
        killGroups(fresh);
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
            kill.start().waitFor(HELP_MILLIS, TimeUnit.MILLISECONDS);
        } catch (IOException | InterruptedException e) {
            // each of them was killed by its number
            if (e instanceof InterruptedException) {
                Thread.currentThread().interrupt();
            }
        }
    }

    private static String line(Seen process) {
        return "process %d (%s) still %s".formatted(process.pid(), process.name(), process.state());
    }
}
