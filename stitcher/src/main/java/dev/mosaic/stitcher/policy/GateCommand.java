package dev.mosaic.stitcher.policy;

import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One gate as a repository configured it.
 *
 * @param name {@code test} or {@code lint}
 * @param run a line for {@code sh}
 * @param timeout null where the instance's limit holds
 * @param reports globs of JUnit XML that it writes, besides the usual places
 */
public record GateCommand(
        String name, String run, @Nullable Duration timeout, List<String> reports) {
    /** The gate that tests: its reports are read. */
    public static final String TEST = "test";

    public GateCommand {
        reports = List.copyOf(reports);
    }

    /** With reports in the usual places only. */
    public GateCommand(String name, String run, @Nullable Duration timeout) {
        this(name, run, timeout, List.of());
    }
}
