package dev.mosaic.stitcher.sandbox;

import java.time.Duration;
import java.util.List;
import java.util.Map;

/**
 * A program that runs beside the commands of a sandbox, on their loopback, as long as they do: a
 * service of {@code .mosaic.yml}.
 *
 * @param name what the repository calls it: small letters, digits and hyphens, 30 at most
 * @param image one of those that the operator allows, by the operator's name for it
 * @param environment never holds a secret
 * @param command program and arguments; empty for what the image runs by itself
 * @param port on which it listens when it is ready
 * @param within how long that may take
 */
public record Sidecar(
        String name,
        String image,
        Map<String, String> environment,
        List<String> command,
        int port,
        Duration within) {
    public Sidecar {
        environment = Map.copyOf(environment);
        command = List.copyOf(command);
    }
}
