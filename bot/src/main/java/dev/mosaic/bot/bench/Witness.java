package dev.mosaic.bot.bench;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;

/**
 * Counts processes by the mark in their environment, as the kernel shows them in {@code /proc}:
 * another witness than the engine. Where Mosaic may not look into others' processes, or has other
 * ones in its {@code /proc}, it sees none; so who was not seen alive is not proven dead by it.
 */
final class Witness {
    private static final Path PROC = Path.of("/proc");
    private static final Duration PAUSE = Duration.ofMillis(10);

    private Witness() {}

    /** How many processes carry the mark; one that is dead and not yet fetched carries none. */
    static int count(String mark) {
        var wanted = Bench.MARK + "=" + mark;
        var count = 0;
        try (var all = Files.newDirectoryStream(PROC, "[0-9]*")) {
            for (var process : all) {
                if (environment(process).contains(wanted)) {
                    count++;
                }
            }
        } catch (IOException e) {
            // there is no such place; nobody is seen
        }
        return count;
    }

    /** Waits until so many are seen; false if they are not in time. */
    static boolean awaits(String mark, int enough, Duration limit) throws InterruptedException {
        var deadline = System.nanoTime() + limit.toNanos();
        while (count(mark) < enough) {
            if (System.nanoTime() > deadline) {
                return false;
            }
            LockSupport.parkNanos(PAUSE.toNanos());
            if (Thread.interrupted()) {
                throw new InterruptedException();
            }
        }
        return true;
    }

    private static String environment(Path process) {
        try {
            return new String(
                    Files.readAllBytes(process.resolve("environ")), StandardCharsets.ISO_8859_1);
        } catch (IOException e) {
            return "";
        }
    }
}
