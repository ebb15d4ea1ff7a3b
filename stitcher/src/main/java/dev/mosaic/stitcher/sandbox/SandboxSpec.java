package dev.mosaic.stitcher.sandbox;

import java.nio.file.Path;
import java.util.Map;

/**
 * What one sandbox must offer.
 *
 * @param workdir the host folder that commands work in; the sandbox does not remove it
 * @param writable whether commands may change it
 * @param environment added to the clean environment; never holds a secret
 */
public record SandboxSpec(
        Owner owner, Path workdir, boolean writable, Map<String, String> environment) {
    public SandboxSpec {
        environment = Map.copyOf(environment);
    }

    /** Whose sandbox it is; written on everything that runs in it, so that a sweep can find it. */
    public record Owner(String node, String incarnation, String job, long epoch, String agent) {}
}
