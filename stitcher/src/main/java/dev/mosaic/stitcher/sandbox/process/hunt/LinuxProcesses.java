package dev.mosaic.stitcher.sandbox.process.hunt;

import dev.mosaic.stitcher.sandbox.process.hunt.Mark.Traits;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Reads {@code /proc}. A process may end between two reads; then it is as if it was never there.
 */
public final class LinuxProcesses implements Processes {
    private static final Path PROC = Path.of("/proc");
    private static final String LOCKS = "Max file locks";
    private static final String UID = "Uid:";

    /** Whether this system is one whose {@code /proc} can be read. */
    public static boolean available() {
        return Files.isReadable(PROC.resolve("self/stat"))
                && Files.isReadable(PROC.resolve("self/environ"));
    }

    @Override
    public List<Seen> running() {
        var all = new ArrayList<Seen>();
        try (var entries = Files.newDirectoryStream(PROC, "[0-9]*")) {
            for (var entry : entries) {
                var seen = parse(read(entry.resolve("stat")));
                if (seen != null) {
                    all.add(seen);
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (DirectoryIteratorException e) {
            throw new UncheckedIOException(e.getCause());
        }
        return all;
    }

    @Override
    public @Nullable Seen look(long pid) {
        return parse(read(PROC.resolve(pid + "/stat")));
    }

    @Override
    public Traits traits(long pid) {
        var folder = PROC.resolve(Long.toString(pid));
        return new Traits(
                environment(read(folder.resolve("environ"))),
                hardLimit(read(folder.resolve("limits")), LOCKS),
                uid(read(folder.resolve("status"))));
    }

    @Override
    public long resident(long pid) {
        return kilobytes(read(PROC.resolve(pid + "/status")), "VmRSS:", "VmSwap:") << 10;
    }

    /** Costs a walk through the process's memory, and may be closed to us. */
    @Override
    public long proportional(long pid) {
        var rollup = read(PROC.resolve(pid + "/smaps_rollup"));
        return rollup.isEmpty() ? resident(pid) : kilobytes(rollup, "Pss:", "SwapPss:") << 10;
    }

    /** The sum of some lines like {@code VmRSS: 123 kB}; one that is not there counts nothing. */
    static long kilobytes(String text, String... labels) {
        var sum = 0L;
        for (var line : text.split("\n")) {
            for (var label : labels) {
                if (line.startsWith(label)) {
                    sum += Long.parseLong(line.substring(label.length()).strip().split(" ")[0]);
                }
            }
        }
        return sum;
    }

    /** Null for a zombie without living threads, and for what is no line of {@code stat}. */
    static @Nullable Seen parse(String stat) {
        // the name stands in brackets and may itself hold brackets, spaces and line ends
        var open = stat.indexOf('(');
        var close = stat.lastIndexOf(')');
        if (open < 0 || close < open) {
            return null;
        }
        var fields = stat.substring(close + 1).strip().split(" ");
        if (fields.length < 20) {
            return null;
        }
        var state = fields[0];
        var threads = Long.parseLong(fields[17]);
        if (state.equals("X") || state.equals("Z") && threads <= 1) {
            return null;
        }
        return new Seen(
                Long.parseLong(stat.substring(0, open).strip()),
                Long.parseLong(fields[1]),
                Long.parseLong(fields[2]),
                Long.parseLong(fields[3]),
                Long.parseLong(fields[19]),
                stat.substring(open + 1, close),
                state.equals("D") ? "waits in the kernel" : "runs");
    }

    static Map<String, String> environment(String block) {
        var environment = new HashMap<String, String>();
        for (var entry : block.split("\0")) {
            var equals = entry.indexOf('=');
            if (equals > 0) {
                environment.putIfAbsent(entry.substring(0, equals), entry.substring(equals + 1));
            }
        }
        return environment;
    }

    /**
     * The upper value of one line of {@code limits}; {@link Long#MAX_VALUE} if there is none or it
     * does not limit.
     */
    public static long hardLimit(String limits, String label) {
        for (var line : limits.split("\n")) {
            if (line.startsWith(label)) {
                var hard = line.substring(label.length()).strip().split(" +")[1];
                return hard.equals("unlimited") ? Long.MAX_VALUE : Long.parseUnsignedLong(hard);
            }
        }
        return Long.MAX_VALUE;
    }

    /** The real user number in {@code status}; -1 if it does not say. */
    static long uid(String status) {
        for (var line : status.split("\n")) {
            if (line.startsWith(UID)) {
                return Long.parseLong(line.substring(UID.length()).strip().split("\\s+")[0]);
            }
        }
        return -1;
    }

    private static String read(Path file) {
        try {
            return new String(Files.readAllBytes(file), StandardCharsets.UTF_8);
        } catch (IOException e) {
            return "";
        }
    }
}
