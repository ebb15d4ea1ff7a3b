package dev.mosaic.stitcher.model.ledger;

import java.math.BigDecimal;
import java.util.List;
import java.util.UUID;

/** What becomes of the wish to call a model. */
public sealed interface Reserved {
    /**
     * The call may be made; whoever makes it settles the reservation.
     *
     * @param warnings limits that are used to 80 % or more, each of them told once
     */
    record Granted(UUID reservation, List<Standing> warnings) implements Reserved {
        public Granted {
            warnings = List.copyOf(warnings);
        }
    }

    /** The amount was computed by a price that does not hold any more; nothing was reserved. */
    record Outdated() implements Reserved {}

    /**
     * The call must not be made; nothing was reserved.
     *
     * @param amount what it might have cost, in USD
     */
    record Exceeded(Standing standing, BigDecimal amount) implements Reserved {
        /** Sentences for people and agents: why, and what to do. */
        public String sentence() {
            return standing.refusal(amount);
        }
    }
}
