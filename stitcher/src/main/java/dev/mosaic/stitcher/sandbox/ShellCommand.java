package dev.mosaic.stitcher.sandbox;

import java.time.Duration;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.IntConsumer;

/**
 * A command to run in a sandbox.
 *
 * @param argv program and arguments; no shell reads them unless the program is one
 * @param input standard input, closed after it; may be empty
 * @param limit the time after which it is killed
 * @param maxOutput bytes of output kept; the rest is counted and dropped
 * @param onLine called with each line of output as it comes, on a thread of the sandbox
 * @param longestLine bytes after which a line is cut for {@code onLine}
 * @param onBytes called with the number of bytes of output as they come, before their lines, on a
 *     thread of the sandbox; does not throw
 */
public record ShellCommand(
        List<String> argv,
        String input,
        Duration limit,
        int maxOutput,
        Consumer<String> onLine,
        int longestLine,
        IntConsumer onBytes) {
    private static final int LINE = 8 * 1024;

    public ShellCommand {
        argv = List.copyOf(argv);
    }

    /** Lines are cut after 8 KiB. */
    public ShellCommand(
            List<String> argv,
            String input,
            Duration limit,
            int maxOutput,
            Consumer<String> onLine) {
        this(argv, input, limit, maxOutput, onLine, LINE, _ -> {});
    }

    /** {@code sh -c line}, with 1 MiB of output kept. */
    public static ShellCommand line(String line, Duration limit) {
        return new ShellCommand(List.of("sh", "-c", line), "", limit, 1 << 20, _ -> {});
    }
}
