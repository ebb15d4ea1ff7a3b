package dev.mosaic.stitcher.sandbox.process.enclosure;

import dev.mosaic.stitcher.failure.Failure;
import dev.mosaic.stitcher.sandbox.process.enclosure.Enclosure.Cell;
import dev.mosaic.stitcher.sandbox.process.hunt.Mark.Traits;
import dev.mosaic.stitcher.sandbox.process.launch.Tools;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One sandbox's namespaces.
 *
 * @param filter of the system calls of its commands; null if there is none
 */
record BubblewrapCell(
        BubblewrapEnclosure enclosure,
        Namespaces namespaces,
        Path workdir,
        int uid,
        @Nullable Path filter)
        implements Cell {

    @Override
    public List<String> enclose(List<String> program) {
        if (!namespaces.stand()) {
            // its number may be another's by now, and we would enter that one's
            throw new Failure.Later(
                    "The first process of the sandbox was ended from outside, and all of it with it.",
                    Duration.ofSeconds(5),
                    null);
        }
        return Tools.joined(enclosure.enter(namespaces.init(), uid, workdir, filter), program);
    }

    @Override
    public boolean holds(Traits traits) {
        return uid != Namespaces.OWN_USER && traits.uid() == uid;
    }

    @Override
    public List<Process> holders() {
        return List.of(namespaces.holder());
    }

    /** The first below that leads a session of its own. */
    @Override
    public long commandOf(Process started) {
        return namespaces.sessionBelow(started);
    }

    @Override
    public void end() {
        namespaces.end();
    }

    @Override
    public void close() {
        enclosure.release(workdir, uid);
    }
}
