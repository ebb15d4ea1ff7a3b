package dev.mosaic.stitcher.sandbox.process.hunt;

import dev.mosaic.stitcher.sandbox.process.hunt.Mark.Traits;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The processes of this machine, as far as it lets us see them. */
public interface Processes {
    /** All that run now; those that ended and only wait to be reaped do not run. */
    List<Seen> running();

    /** One of them; null if it does not run any more. */
    @Nullable Seen look(long pid);

    /** What a process inherited; nothing for one that ended or is not ours to look at. */
    Traits traits(long pid);

    /** Bytes of memory that a process holds, in the swap too; 0 if unknown. */
    long resident(long pid);

    /**
     * As {@link #resident}, but of what it shares with others only its part; {@link #resident} if
     * the system does not tell.
     */
    long proportional(long pid);

    /** What the system we run on shows. */
    static Processes ofThisMachine() {
        return LinuxProcesses.available() ? new LinuxProcesses() : new PortableProcesses();
    }

    /** Nothing is known of what it inherited. */
    Traits UNKNOWN = new Traits(Map.of(), Long.MAX_VALUE, -1);

    /**
     * A process at one moment.
     *
     * @param group its process group, 0 if unknown
     * @param session its session, 0 if unknown
     * @param started differs for two processes that had the same number one after the other
     * @param state such as {@code uninterruptible}, for a line about a survivor
     */
    record Seen(
            long pid,
            long parent,
            long group,
            long session,
            long started,
            String name,
            String state) {
        /** What tells it from every other process, also a later one with its number. */
        public Identity identity() {
            return new Identity(pid, started);
        }
    }

    /** One process and no other; see {@link Seen}. */
    record Identity(long pid, long started) {}
}
