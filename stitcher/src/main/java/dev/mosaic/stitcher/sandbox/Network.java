package dev.mosaic.stitcher.sandbox;

import java.net.URI;
import java.util.Objects;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * What the commands of one sandbox may reach through this node, and nothing else of any network. A
 * kind of sandbox that cannot hold that, such as {@code process}, takes no notice of it.
 *
 * @param only hosts as a repository's policy names them, {@code host} (port 443) or {@code
 *     host:port}; those of them that {@code mosaic.egress.allow} names too can be reached. Null for
 *     all that it names
 * @param model the way to the run's model as this machine reaches it, such as {@code
 *     http://127.0.0.1:3001/llm/<token>}; only what is below it is passed on. Null for none
 * @param blocked is told the first time that something is kept from the commands and, if it was
 *     tried again, how often, once more at the end; some hundred times at most. Called one at a
 *     time, on a thread of its own, and after the sandbox was closed only if it takes its time
 */
public record Network(@Nullable Set<String> only, @Nullable URI model, Consumer<Blocked> blocked) {
    public Network {
        only = only == null ? null : Set.copyOf(only);
        Objects.requireNonNull(blocked);
    }

    /** Without the model's token. */
    @Override
    public String toString() {
        return "Network[only=%s, model=%s]".formatted(only, model == null ? "none" : "yes");
    }
}
