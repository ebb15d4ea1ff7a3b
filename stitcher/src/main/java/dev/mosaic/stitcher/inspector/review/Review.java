package dev.mosaic.stitcher.inspector.review;

import dev.mosaic.stitcher.model.ledger.Reserved;
import java.time.Duration;

/**
 * What came of a review.
 *
 * @param agent the id of the reviewer
 * @param took, turns what it used up
 */
public record Review(String agent, Result result, Duration took, int turns) {
    /** What was said, or why nothing was. */
    public sealed interface Result {
        /** An opinion of the right form. @param answer as it was given */
        record Given(Opinion opinion, String answer) implements Result {}

        /**
         * The reviewer came to no opinion that counts.
         *
         * @param why a sentence
         * @param answer what it said instead; empty if nothing
         */
        record Unusable(String why, String answer) implements Result {}

        /** Its model could not be asked, which may pass. @param why a sentence */
        record Away(String why) implements Result {}

        /** A budget forbade a call of its model. */
        record OverBudget(Reserved.Exceeded refusal) implements Result {}
    }
}
