package dev.mosaic.stitcher.forge;

import dev.mosaic.stitcher.failure.Failure;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.springframework.stereotype.Component;

/** The forges of this instance by their ids. */
@Component
public final class Forges {
    private final Map<String, Forge> byId = new TreeMap<>();

    public Forges(List<Forge> forges) {
        for (var forge : forges) {
            if (byId.put(forge.id(), forge) != null) {
                throw new IllegalStateException("two forges are called " + forge.id());
            }
        }
    }

    /** The forge of a repository. */
    public Forge of(RepoRef repo) {
        var forge = byId.get(repo.forge());
        if (forge == null) {
            throw new Failure.Never(
                    "The forge `%s` of this repository is not configured here; configured: %s."
                            .formatted(repo.forge(), String.join(", ", byId.keySet())),
                    null);
        }
        return forge;
    }

    public List<Forge> all() {
        return List.copyOf(byId.values());
    }
}
