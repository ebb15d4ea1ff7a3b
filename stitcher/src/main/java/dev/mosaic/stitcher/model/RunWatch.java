package dev.mosaic.stitcher.model;

import dev.mosaic.stitcher.model.ledger.Reserved;
import dev.mosaic.stitcher.model.ledger.Standing;
import dev.mosaic.stitcher.model.ledger.Tokens;
import java.math.BigDecimal;

/**
 * Hears how a run uses its model. Called on a thread of the network: it must not block, and what it
 * throws is logged and otherwise ignored.
 */
public interface RunWatch {
    /**
     * A call came to its end.
     *
     * @param tokens what it used; {@link Tokens#context} over the model's window is how full that
     *     was
     * @param cost in USD
     */
    default void called(Tokens tokens, BigDecimal cost) {}

    /** A limit is used to 80 % or more. Once for each limit, whoever is nearest to it. */
    default void warned(Standing standing) {}

    /** A call was refused because it could have exceeded a limit. Told before the agent is. */
    default void exceeded(Reserved.Exceeded refusal) {}
}
