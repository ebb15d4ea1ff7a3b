package dev.mosaic.stitcher.sandbox;

import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** One open sandbox. Commands may run at the same time; close ends them all. */
public interface SandboxHandle extends AutoCloseable {
    /** The work folder as the commands see it. */
    Path workdir();

    /**
     * Where commands reach the server of {@link Network#model}, without a path, such as {@code
     * http://127.0.0.1:3128}. Null where it is no other than from this machine.
     */
    default @Nullable URI server() {
        return null;
    }

    /**
     * Runs one command to its end. Interrupting the caller kills the command with all its children
     * and then throws {@link InterruptedException}.
     *
     * @throws dev.mosaic.stitcher.failure.Failure.Never if the command cannot be started
     */
    Outcome run(ShellCommand command) throws InterruptedException;

    /**
     * Asks the commands that run to end, and their children in the same process group; returns at
     * once, without waiting. Who does not listen is ended by {@link #kill()}. Callable from any
     * thread. A kind of sandbox that cannot ask does nothing.
     *
     * @return true if there was a command to ask
     */
    default boolean ask(Signal signal) {
        return false;
    }

    /** How a command is asked to end. */
    enum Signal {
        /** As Ctrl-C does: SIGINT. */
        INTERRUPT,
        /** SIGTERM. */
        TERMINATE
    }

    /**
     * Kills whatever still runs, at once, and returns when it is proven gone. Idempotent, callable
     * from any thread, not interruptible.
     *
     * @return what survived, one line each; empty when all is gone
     */
    List<String> kill();

    /** Kills and removes what belongs to the sandbox itself, such as its private HOME. */
    @Override
    void close();

    /**
     * How a command ended.
     *
     * @param exit the exit code; 137 if it was killed
     * @param output standard output and error as they came, cut in the middle beyond the limit
     * @param timedOut true if it was killed because its time was over
     * @param exceeded one sentence on the limit of the sandbox that it went over and was killed
     *     for, with the setting's name; null if it did not. From then on every command of the
     *     sandbox ends so
     */
    record Outcome(
            int exit, String output, boolean timedOut, Duration took, @Nullable String exceeded) {
        /** Of a command that kept to the limits of its sandbox. */
        public Outcome(int exit, String output, boolean timedOut, Duration took) {
            this(exit, output, timedOut, took, null);
        }
    }
}
