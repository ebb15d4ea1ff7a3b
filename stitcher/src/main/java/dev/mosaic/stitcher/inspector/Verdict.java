package dev.mosaic.stitcher.inspector;

import java.util.List;

/** What a gate says. A rejection is an answer for the agent, never an exception. */
public sealed interface Verdict {
    /**
     * @param remarks what people should know all the same
     */
    record Passed(List<String> remarks) implements Verdict {
        public Passed {
            remarks = List.copyOf(remarks);
        }

        /** Without remarks. */
        public Passed() {
            this(List.of());
        }
    }

    /**
     * It passes if a person approves it.
     *
     * @param reasons for that person; never empty
     */
    record Held(List<String> reasons) implements Verdict {
        public Held {
            reasons = List.copyOf(reasons);
            if (reasons.isEmpty()) {
                throw new IllegalArgumentException("whoever asks a person must say why");
            }
        }
    }

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
