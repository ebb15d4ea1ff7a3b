package dev.mosaic.stitcher.sandbox;

import dev.mosaic.stitcher.failure.Failure;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.springframework.stereotype.Component;

/** The kinds of sandbox of this instance by their names. */
@Component
public final class Sandboxes {
    private final Map<String, Sandbox> byName = new TreeMap<>();
    private final SandboxSettings settings;

    public Sandboxes(List<Sandbox> sandboxes, SandboxSettings settings) {
        this.settings = settings;
        for (var sandbox : sandboxes) {
            if (byName.put(sandbox.name(), sandbox) != null) {
                throw new IllegalStateException("two sandboxes are called " + sandbox.name());
            }
        }
    }

    /** The kind that the settings name; {@link Failure.Never} if there is none of that name. */
    public Sandbox configured() {
        return named(settings.kind());
    }

    /** {@link Failure.Never} if there is none of that name. */
    public Sandbox named(String name) {
        var sandbox = byName.get(name);
        if (sandbox == null) {
            throw new Failure.Never(
                    "There is no sandbox `%s` here. Set mosaic.sandbox.kind to one of: %s."
                            .formatted(name, String.join(", ", byName.keySet())),
                    null);
        }
        return sandbox;
    }

    public List<Sandbox> all() {
        return List.copyOf(byName.values());
    }
}
