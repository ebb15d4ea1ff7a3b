package dev.mosaic.stitcher.inspector;

import java.util.List;

/** What a gate says. A rejection is an answer for the agent, never an exception. */
public sealed interface Verdict {
    record Passed() implements Verdict {}

    /**
     * @param reasons for the agent and for people; never empty
     */
    record Rejected(List<String> reasons) implements Verdict {
        public Rejected {
            reasons = List.copyOf(reasons);
            if (reasons.isEmpty()) {
                throw new IllegalArgumentException("a rejection needs a reason");
            }
        }
    }

    /** The gate itself could not run: the agent is not to blame. */
    record Broken(String cause) implements Verdict {}
}
