package dev.mosaic.stitcher.run;

import dev.mosaic.stitcher.sandbox.SandboxHandle;
import dev.mosaic.stitcher.sandbox.ShellCommand;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * A sandbox whose commands' output is kept for the job's log until somebody takes it. Commands
 * print on threads of their own; whoever takes is the job's thread.
 */
final class LoggedSandbox implements SandboxHandle {
    private static final int MOST = 1 << 20;
    private static final int LONGEST_LINE = 9_000;
    private static final String CUT = " [… line cut]";

    private final SandboxHandle sandbox;
    private final StringBuilder pending = new StringBuilder();
    private long dropped;
    private final AtomicLong printed = new AtomicLong();
    private volatile long lastSign = System.nanoTime();

    LoggedSandbox(SandboxHandle sandbox) {
        this.sandbox = sandbox;
    }

    @Override
    public Path workdir() {
        return sandbox.workdir();
    }

    @Override
    public @Nullable URI server() {
        return sandbox.server();
    }

    @Override
    public Outcome run(ShellCommand command) throws InterruptedException {
        return sandbox.run(
                new ShellCommand(
                        command.argv(),
                        command.input(),
                        command.limit(),
                        command.maxOutput(),
                        line -> {
                            keep(line);
                            command.onLine().accept(line);
                        },
                        command.longestLine(),
                        bytes -> {
                            heard(bytes);
                            command.onBytes().accept(bytes);
                        }));
    }

    @Override
    public boolean ask(Signal signal) {
        return sandbox.ask(signal);
    }

    @Override
    public List<String> kill() {
        return sandbox.kill();
    }

    @Override
    public void close() {
        sandbox.close();
    }

    /** What was printed since the last time. */
    synchronized String take() {
        if (dropped > 0) {
            pending.append("[… %d lines dropped: they came too fast]\n".formatted(dropped));
            dropped = 0;
        }
        var text = pending.toString();
        pending.setLength(0);
        return text;
    }

    /** When something was last printed, as {@link System#nanoTime()}. */
    long lastSign() {
        return lastSign;
    }

    /** How many bytes were printed, those that nobody keeps among them. */
    long printed() {
        return printed.get();
    }

    private void heard(int bytes) {
        lastSign = System.nanoTime();
        printed.addAndGet(bytes);
    }

    private synchronized void keep(String line) {
        if (pending.length() + Math.min(line.length(), LONGEST_LINE) < MOST) {
            pending.append(line, 0, Math.min(line.length(), LONGEST_LINE))
                    .append(line.length() > LONGEST_LINE ? CUT : "")
                    .append('\n');
        } else {
            dropped++;
        }
    }
}
