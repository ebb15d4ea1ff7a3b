package dev.mosaic.stitcher.sandbox.process.enclosure;

import dev.mosaic.stitcher.sandbox.process.hunt.LinuxProcesses;
import dev.mosaic.stitcher.sandbox.process.launch.ProcessSettings.Limits;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * The kernel's limits for what a command starts, as arguments of {@code prlimit}. Never above what
 * Mosaic itself has: a limit can only be lowered.
 *
 * @param own {@code /proc/self/limits}
 */
record Rlimits(Limits limits, String own) {

    static Rlimits of(Limits limits) {
        try {
            return new Rlimits(limits, Files.readString(Path.of("/proc/self/limits")));
        } catch (IOException e) {
            return new Rlimits(limits, "");
        }
    }

    /**
     * @param processes whether their number is limited: the kernel counts it by account, so it only
     *     means something for an account or a namespace of the sandbox's own
     */
    List<String> arguments(boolean processes) {
        var arguments = new ArrayList<String>();
        arguments.add("--core=0:0");
        add(arguments, "nofile", "Max open files", limits.openFiles());
        add(arguments, "fsize", "Max file size", limits.fileSize().toBytes());
        add(arguments, "as", "Max address space", limits.memory().toBytes());
        add(arguments, "cpu", "Max cpu time", limits.cpu().toSeconds());
        if (processes) {
            add(arguments, "nproc", "Max processes", limits.processes());
        }
        return arguments;
    }

    private void add(List<String> arguments, String name, String label, long wanted) {
        if (wanted > 0) {
            var limit = Math.min(wanted, hard(label));
            arguments.add("--%s=%d:%d".formatted(name, limit, limit));
        }
    }

    private long hard(String label) {
        return LinuxProcesses.hardLimit(own, label);
    }
}
