package dev.mosaic.stitcher.command;

import java.util.Optional;
import java.util.Set;

/** What drives agents here. Answers at once, from memory. */
public interface AvailableEngines {
    /** Every engine that this instance knows. */
    Set<String> names();

    /**
     * Why an engine cannot be used now: a sentence that names the setting which mends it. Empty if
     * it can.
     */
    Optional<String> unavailable(String engine);

    /** The engine that is taken where none is named. */
    String byDefault();
}
