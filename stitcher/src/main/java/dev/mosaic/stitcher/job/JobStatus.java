package dev.mosaic.stitcher.job;

/** Where a job stands. The arrows are drawn in docs/job-states.md; a test keeps both equal. */
public enum JobStatus {
    /**
     * Accepted, but not to be started yet: blocked, or scheduled by {@code run_at}. In: a command
     * that must wait; a running job whose step is to be tried again later. Out: the queue, when its
     * time has come; cancel; a refusal found later. A crash leaves it as it is.
     */
    PENDING,
    /**
     * Ready for any node with a free slot. In: a command; PENDING whose time came; a running job
     * whose node went away; retry. Out: a claim; cancel. A crash leaves it as it is.
     */
    QUEUED,
    /**
     * Owned by one node under a lease. In: a claim. Out: its end; cancel; waiting for a person;
     * back to the queue. A crash leaves it until the node's next start, which puts it back.
     */
    RUNNING,
    /**
     * Holds no lease and no process; a person must act before {@code until}. In: a running job that
     * needs an approval, a budget or an answer. Out: the answer, cancel, or the time is over.
     */
    WAITING,
    /**
     * Asked to stop; its owner is ending the agent. In: cancel of a running job. Out: its owner, or
     * the next start of its owner's node. Nothing else may come after it.
     */
    CANCELLING,
    /** The change is proposed, or judged: also one that was rejected. Final. */
    COMPLETED,
    /** Ended without what was asked; the error says why. Final, but for an explicit retry. */
    FAILED,
    /** Ended by a person's wish. Final, but for an explicit retry. */
    CANCELLED,
    /** Its owner died three times while it ran. Final, but for an explicit retry. */
    QUARANTINED;

    /** True if a job may go from here to {@code next}. */
    public boolean mayBecome(JobStatus next) {
        return switch (this) {
            case PENDING -> next == QUEUED || next == CANCELLED || next == FAILED;
            case QUEUED -> next == RUNNING || next == CANCELLED;
            case RUNNING ->
                    next == COMPLETED
                            || next == FAILED
                            || next == CANCELLING
                            || next == WAITING
                            || next == QUEUED
                            || next == PENDING
                            || next == QUARANTINED;
            case WAITING -> next == QUEUED || next == FAILED || next == CANCELLED;
            case CANCELLING -> next == CANCELLED;
            case COMPLETED, FAILED, CANCELLED, QUARANTINED -> next == QUEUED;
        };
    }

    /** True if the job is over, unless somebody asks for a retry. */
    public boolean isFinal() {
        return this == COMPLETED || this == FAILED || this == CANCELLED || this == QUARANTINED;
    }
}
