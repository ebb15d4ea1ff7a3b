package dev.mosaic.stitcher.sandbox.process;

import dev.mosaic.stitcher.failure.Failure;
import dev.mosaic.stitcher.sandbox.SandboxSpec.Repository;
import java.util.List;

/**
 * Whose commands may run as processes of this machine. The local forge holds what its owner put
 * there; into a real forge others write, so each of its repositories must be named.
 */
record NamedRepositories(List<String> names) {
    private static final String LOCAL = "local";

    NamedRepositories {
        names = List.copyOf(names);
    }

    /** Does nothing if the repository may run here, throws {@link Failure.Never} otherwise. */
    void admit(Repository repository) {
        var key = repository.forge() + ":" + repository.id();
        var name = repository.forge() + ":" + repository.name();
        if (!repository.forge().equals(LOCAL) && !names.contains(key) && !names.contains(name)) {
            throw new Failure.Never(
                    "The process sandbox does not run commands of `%s`: they would run on this machine, and nobody named it. If you trust everybody who can write to it, add `%s` to mosaic.sandbox.process.repositories; otherwise set mosaic.sandbox.kind to a sandbox that isolates."
                            .formatted(name, key),
                    null);
        }
    }
}
