package dev.mosaic.stitcher.sandbox;

import java.nio.file.Path;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What one sandbox must offer.
 *
 * @param repository whose files the work folder holds
 * @param workdir the host folder that commands work in; the sandbox does not remove it
 * @param writable whether commands may change it
 * @param environment added to the clean environment; never holds a secret
 * @param network what commands may reach; null for nothing
 */
public record SandboxSpec(
        Owner owner,
        Repository repository,
        Path workdir,
        boolean writable,
        Map<String, String> environment,
        @Nullable Network network) {
    public SandboxSpec {
        environment = Map.copyOf(environment);
    }

    /** Whose commands reach nothing. */
    public SandboxSpec(
            Owner owner,
            Repository repository,
            Path workdir,
            boolean writable,
            Map<String, String> environment) {
        this(owner, repository, workdir, writable, environment, null);
    }

    /** The same, whose commands reach nothing. */
    public SandboxSpec withoutNetwork() {
        return new SandboxSpec(owner, repository, workdir, writable, environment);
    }

    /** Whose sandbox it is; written on everything that runs in it, so that a sweep can find it. */
    public record Owner(String node, String incarnation, String job, long epoch, String agent) {}

    /**
     * The repository as the operator may have named it.
     *
     * @param forge the id of its forge; {@code local} is this machine
     * @param id the number that the forge gave it, which outlives renames
     * @param name what people call it, such as {@code team/app}
     */
    public record Repository(String forge, long id, String name) {}
}
