package dev.mosaic.stitcher.policy;

import java.time.Duration;
import java.util.List;
import java.util.Map;

/**
 * A program that the tests of a repository need beside them, such as a database.
 *
 * @param name what the repository calls it
 * @param image as the operator called it who allows it; no reference of a registry
 * @param environment for everybody to read who reads the repository: no secret
 * @param command program and arguments; empty for what the image runs by itself
 * @param port on the loopback, on which it listens when it is ready
 * @param within how long it may take to be ready
 */
public record ServiceNeed(
        String name,
        String image,
        Map<String, String> environment,
        List<String> command,
        int port,
        Duration within) {
    /** A minute. */
    static final Duration USUAL = Duration.ofMinutes(1);

    public ServiceNeed {
        environment = Map.copyOf(environment);
        command = List.copyOf(command);
    }
}
