package dev.mosaic.bot.bench;

import dev.mosaic.stitcher.failure.Failure;
import dev.mosaic.stitcher.sandbox.ShellCommand;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * A container with a command in it that waits for its end.
 *
 * @param seen whether the kernel showed its processes when they did what they are here for
 */
record Victim(Bench.Opened opened, boolean seen) implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(20);
    private static final Duration LIFE = Duration.ofMinutes(30);

    /** Opens one whose command has begun. */
    static Victim open(Bench bench, Conduct conduct) throws InterruptedException {
        var opened = bench.open();
        var ready = new CountDownLatch(1);
        Thread.ofVirtual().name("bench-victim").start(() -> run(opened, conduct, ready));
        try {
            if (!ready.await(PATIENCE.toSeconds(), TimeUnit.SECONDS)) {
                throw new Failure.Later(
                        "A command did not begin in its container within %d seconds: the machine or the Docker engine is too busy to measure on. Try again later."
                                .formatted(PATIENCE.toSeconds()),
                        PATIENCE,
                        null);
            }
            var seen = Witness.awaits(opened.mark(), conduct.enough(), PATIENCE);
            return new Victim(opened, seen);
        } catch (RuntimeException | InterruptedException e) {
            opened.close();
            throw e;
        }
    }

    private static void run(Bench.Opened opened, Conduct conduct, CountDownLatch ready) {
        var command =
                new ShellCommand(
                        List.of("sh", "-c", conduct.script()),
                        "",
                        LIFE,
                        1_000,
                        line -> {
                            if (Conduct.isReady(line)) {
                                ready.countDown();
                            }
                        });
        try {
            opened.handle().run(command);
        } catch (Failure | InterruptedException e) {
            // it was ended while it began or while it was asked how it ended
        }
    }

    /** Kills it; what survived, as the sandbox says. */
    List<String> kill() {
        return opened.handle().kill();
    }

    /** How many of its processes the kernel shows. */
    int alive() {
        return Witness.count(opened.mark());
    }

    @Override
    public void close() {
        opened.close();
    }
}
