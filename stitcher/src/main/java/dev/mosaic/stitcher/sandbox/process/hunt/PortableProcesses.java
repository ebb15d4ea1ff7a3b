package dev.mosaic.stitcher.sandbox.process.hunt;

import dev.mosaic.stitcher.sandbox.process.hunt.Mark.Traits;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What Java shows on every system: who is whose child, and nothing of what they inherited. A
 * process whose parent ended before it can therefore not be found.
 */
public final class PortableProcesses implements Processes {
    @Override
    public List<Seen> running() {
        return ProcessHandle.allProcesses()
                .filter(ProcessHandle::isAlive)
                .map(PortableProcesses::seen)
                .toList();
    }

    @Override
    public @Nullable Seen look(long pid) {
        return ProcessHandle.of(pid)
                .filter(ProcessHandle::isAlive)
                .map(PortableProcesses::seen)
                .orElse(null);
    }

    @Override
    public Traits traits(long pid) {
        return UNKNOWN;
    }

    @Override
    public long resident(long pid) {
        return 0;
    }

    @Override
    public long proportional(long pid) {
        return 0;
    }

    private static Seen seen(ProcessHandle process) {
        return new Seen(
                process.pid(),
                process.parent().map(ProcessHandle::pid).orElse(0L),
                0,
                0,
                process.info().startInstant().map(Instant::toEpochMilli).orElse(0L),
                process.info().command().orElse("unknown"),
                "runs");
    }
}
