package dev.mosaic.stitcher.run;

/** Where an agent stands. */
public enum AgentState {
    /**
     * Has a row, and no process yet. In: a step that needs an agent; somebody who asked for one
     * whose job still waits. Out: its sandbox is open and its engine begins; it could not be
     * opened; it was killed first; its job is over and never came to it. A crash leaves it until
     * its job is put back, which marks it KILLED, unless its job had not come to it.
     */
    SPAWNING,
    /** Its engine works. Out: its end, by itself or not. A crash leaves it as SPAWNING. */
    RUNNING,
    /** It stopped by itself. Final. */
    COMPLETED,
    /** It, or its sandbox, broke. Final. */
    FAILED,
    /** It was stopped: a limit, a person, its node. Final. */
    KILLED;

    boolean mayBecome(AgentState next) {
        return switch (this) {
            case SPAWNING -> next == RUNNING || next == FAILED || next == KILLED;
            case RUNNING -> next == COMPLETED || next == FAILED || next == KILLED;
            case COMPLETED, FAILED, KILLED -> false;
        };
    }
}
