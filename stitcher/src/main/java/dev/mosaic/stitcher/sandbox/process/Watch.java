package dev.mosaic.stitcher.sandbox.process;

import dev.mosaic.stitcher.sandbox.process.launch.ProcessSettings;
import dev.mosaic.stitcher.sandbox.process.launch.ProcessSettings.Limits;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * Watches what the commands of one sandbox use together: room on the disk and memory, each looked
 * at again and again on a thread of its own, and output. Looking takes a tenth of a thread's time
 * at most.
 */
final class Watch implements AutoCloseable {
    private static final Duration PAUSE = Duration.ofMillis(500);
    private static final int REST = 9;

    private final List<Path> folders;
    private final Memory memory;
    private final ProcessSettings settings;
    private final Limits limits;
    private final AtomicLong printed = new AtomicLong();
    private final CompletableFuture<String> exceeded = new CompletableFuture<>();
    private final CountDownLatch over = new CountDownLatch(1);

    Watch(List<Path> folders, Memory memory, ProcessSettings settings) {
        this.folders = List.copyOf(folders);
        this.memory = memory;
        this.settings = settings;
        this.limits = settings.limits();
    }

    /** Looks until it is closed or a limit is passed. */
    void begin(String name) {
        begin("sandbox-disk-" + name, this::lookAtDisk);
        if (settings.memory().toBytes() > 0) {
            begin("sandbox-memory-" + name, this::lookAtMemory);
        }
    }

    /** Completes with one sentence, which names the setting, once a limit was passed. */
    CompletableFuture<String> exceeded() {
        return exceeded;
    }

    /** Null while all is within its limits. */
    @Nullable String verdict() {
        return exceeded.getNow(null);
    }

    void printed(int bytes) {
        var most = limits.output().toBytes();
        if (printed.addAndGet(bytes) > most) {
            exceeded.complete(
                    "The commands of this sandbox printed more than %,d bytes (mosaic.sandbox.process.limits.output) and were ended."
                            .formatted(most));
        }
    }

    private void lookAtMemory() {
        var most = settings.memory().toBytes();
        if (memory.isOver(most)) {
            exceeded.complete(
                    "The commands of this sandbox together used more than %,d MB of memory and were ended; raise mosaic.sandbox.process.memory if they need more."
                            .formatted(most >> 20));
        }
    }

    private void lookAtDisk() {
        var most = limits.disk().toBytes();
        var found = Footprint.of(folders, most, limits.files());
        if (found.bytes() > most) {
            exceeded.complete(
                    "The work folder and the private folder of this sandbox grew over %,d bytes (mosaic.sandbox.process.limits.disk), and its commands were ended."
                            .formatted(most));
        }
        if (found.files() > limits.files()) {
            exceeded.complete(
                    "The work folder and the private folder of this sandbox came to hold more than %,d files (mosaic.sandbox.process.limits.files), and its commands were ended."
                            .formatted(limits.files()));
        }
    }

    @Override
    public void close() {
        over.countDown();
    }

    private void begin(String name, Runnable look) {
        Thread.ofPlatform().daemon().name(name).start(() -> repeat(look));
    }

    private void repeat(Runnable look) {
        try {
            for (var pause = PAUSE.toNanos();
                    !over.await(pause, TimeUnit.NANOSECONDS) && !exceeded.isDone(); ) {
                var begun = System.nanoTime();
                look.run();
                pause = Math.max(PAUSE.toNanos(), REST * (System.nanoTime() - begun));
            }
        } catch (InterruptedException e) {
            // nobody does that; the watch is over then
        }
    }
}
