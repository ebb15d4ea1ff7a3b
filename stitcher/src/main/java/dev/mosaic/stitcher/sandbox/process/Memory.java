package dev.mosaic.stitcher.sandbox.process;

import dev.mosaic.stitcher.sandbox.process.hunt.Pack;
import dev.mosaic.stitcher.sandbox.process.hunt.Processes;
import dev.mosaic.stitcher.sandbox.process.hunt.Processes.Seen;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.function.ToLongFunction;

/**
 * How much memory the processes of one sandbox hold together. What they share counts once, which is
 * dear to find out; so that is only asked when the sum that counts it for each is too large.
 */
record Memory(Pack pack, Processes processes) {

    /** Looks once. False where this machine does not tell. */
    boolean isOver(long bytes) {
        try {
            var running = pack.nowInHaste();
            return sum(running, processes::resident) > bytes
                    && sum(running, processes::proportional) > bytes;
        } catch (UncheckedIOException e) {
            // the next look may succeed
            return false;
        }
    }

    private static long sum(List<Seen> running, ToLongFunction<Long> memory) {
        return running.stream().map(Seen::pid).mapToLong(memory).sum();
    }
}
