package dev.mosaic.stitcher.sandbox.usage;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.springframework.util.unit.DataSize;

/**
 * Watches what the commands of one sandbox use together: room on the disk and whatever else a kind
 * of sandbox looks at, each again and again on a thread of its own, and output. Looking takes a
 * tenth of a thread's time at most.
 */
public final class Watch implements AutoCloseable {
    private static final Duration PAUSE = Duration.ofMillis(500);
    private static final int REST = 9;

    private final Room room;
    private final AtomicLong printed = new AtomicLong();
    private final CompletableFuture<String> exceeded = new CompletableFuture<>();
    private final CountDownLatch over = new CountDownLatch(1);

    /** Nothing is looked at yet, but output is counted. */
    public Watch(Room room) {
        this.room = room;
    }

    /** Looks at how much some folders hold until it is closed or a limit is passed. */
    public void disk(String name, List<Path> folders) {
        look("sandbox-disk-" + name, () -> atDisk(folders));
    }

    /**
     * Looks at something else in the same way.
     *
     * @param at one sentence, which names the setting, once a limit was passed; null before
     */
    public void look(String thread, Supplier<@Nullable String> at) {
        Thread.ofPlatform().daemon().name(thread).start(() -> repeat(at));
    }

    /** Completes with one sentence, which names the setting, once a limit was passed. */
    public CompletableFuture<String> exceeded() {
        return exceeded;
    }

    /** Null while all is within its limits. */
    public @Nullable String verdict() {
        return exceeded.getNow(null);
    }

    /** So much output came. */
    public void printed(int bytes) {
        var most = room.output().toBytes();
        if (printed.addAndGet(bytes) > most) {
            exceeded.complete(
                    "The commands of this sandbox printed more than %,d bytes (%s.output) and were ended."
                            .formatted(most, room.settings()));
        }
    }

    private @Nullable String atDisk(List<Path> folders) {
        var most = room.disk().toBytes();
        var found = Footprint.of(folders, most, room.files());
        if (found.bytes() > most) {
            return "The files of this sandbox grew over %,d bytes (%s.disk), and its commands were ended."
                    .formatted(most, room.settings());
        }
        if (found.files() > room.files()) {
            return "The folders of this sandbox came to hold more than %,d files (%s.files), and its commands were ended."
                    .formatted(room.files(), room.settings());
        }
        return null;
    }

    @Override
    public void close() {
        over.countDown();
    }

    private void repeat(Supplier<@Nullable String> at) {
        try {
            for (var pause = PAUSE.toNanos();
                    !over.await(pause, TimeUnit.NANOSECONDS) && !exceeded.isDone(); ) {
                var begun = System.nanoTime();
                var sentence = at.get();
                if (sentence != null) {
                    exceeded.complete(sentence);
                }
                pause = Math.max(PAUSE.toNanos(), REST * (System.nanoTime() - begun));
            }
        } catch (InterruptedException e) {
            // nobody does that; the watch is over then
        }
    }

    /**
     * How much there is for one sandbox.
     *
     * @param disk size of all files in its folders
     * @param files files and folders in them
     * @param output what all its commands may print
     * @param settings the beginning of the names of these three settings
     */
    public record Room(DataSize disk, long files, DataSize output, String settings) {}
}
