package dev.mosaic.stitcher.command;

import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;

/** What drives agents here. Answers at once, from memory, where nothing else is said. */
public interface AvailableEngines {
    /** Every engine that this instance knows. */
    Set<String> names();

    /**
     * Why an engine cannot be used now: a sentence that names the setting which mends it. Empty if
     * it can.
     */
    Optional<String> unavailable(String engine);

    /** True if Mosaic counts what the engine's model costs. */
    boolean isPriced(String engine);

    /** True if an agent of the engine takes steers while it works. */
    boolean takesSteers(String engine);

    /**
     * Why the engine has no model to work with: sentences that name the setting which mends it.
     * Empty if it has one, or needs none. Asks the database.
     *
     * @param model null where nobody named one
     */
    Mono<String> withoutModel(String engine, @Nullable String model);

    /**
     * Why nobody could review a change: sentences that name the setting which mends it. Empty if
     * somebody can. Asks the database.
     *
     * @param model that of the job; null where nobody named one
     */
    Mono<String> withoutReviewer(@Nullable String model);

    /** The engine of whoever reviews. */
    String reviewing();

    /** The engine that is taken where none is named. */
    String byDefault();
}
