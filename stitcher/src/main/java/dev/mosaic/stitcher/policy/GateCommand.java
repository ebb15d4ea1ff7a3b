package dev.mosaic.stitcher.policy;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * One gate as a repository configured it.
 *
 * @param name {@code test} or {@code lint}
 * @param run a line for {@code sh}
 * @param timeout null where the instance's limit holds
 */
public record GateCommand(String name, String run, @Nullable Duration timeout) {}
