package dev.mosaic.stitcher.access;

import dev.mosaic.stitcher.forge.RepoRef;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;

/** Decides whether an actor may do something. What it does not know it refuses. */
public interface Authority {
    /**
     * @param repo null for a right that concerns the whole instance
     */
    Mono<Decision> decide(Actor actor, Right right, @Nullable RepoRef repo);
}
