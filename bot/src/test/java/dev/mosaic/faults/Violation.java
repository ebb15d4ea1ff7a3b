package dev.mosaic.faults;

/** Something that must never happen, and did. */
record Violation(Invariant invariant, String what) {
    /** What holds, whatever breaks. */
    enum Invariant {
        /** Each acknowledged delivery has exactly one job. */
        ONE_JOB_PER_TRIGGER,
        /** Each attempt reaches exactly one final state, and stays there. */
        ONE_END,
        /** Accepted writes never come from an earlier epoch; each epoch has one owner. */
        FENCED,
        /** Never more jobs under way in a repository than its limit. */
        WITHIN_LIMIT,
        /** Each effect is visible exactly once. */
        EFFECTS_ONCE,
        /** The lines of a job are numbered 1 to n. */
        GAPLESS,
        /** Nothing waits while there is room. */
        NOTHING_WAITS,
        /** Nothing is left of what ended. */
        NOTHING_LEFT,
        /** Nobody is overtaken for ever. */
        AGEING,
        /** What was cancelled ends, soon. */
        CANCEL_ENDS,
        /** A kill is proven in the end, and then nothing of what was killed runs. */
        KILL_PROVEN
    }
}
