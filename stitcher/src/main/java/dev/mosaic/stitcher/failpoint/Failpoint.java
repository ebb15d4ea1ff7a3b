package dev.mosaic.stitcher.failpoint;

import org.jspecify.annotations.Nullable;

/**
 * The places between two steps where a process may die and nothing may be lost or done twice. Each
 * is named by what has just happened, or by what is about to: {@code _DUE}.
 *
 * <p>Passing one does nothing, unless this Java was started with {@code
 * -Dmosaic.failpoints=<folder>} and the folder holds a file of the point's name: then the process
 * ends at once, without shutdown hooks, as it would by signal 9. See {@code docs/faults.md}.
 */
public enum Failpoint {
    /** A delivery is in the inbox, and its door was not answered. */
    DELIVERY_STORED,
    /** A delivery is held by whoever answers it, and nothing was decided. */
    DELIVERY_TAKEN,
    /** The sweep holds deliveries that somebody left unanswered. */
    FORGOTTEN_TAKEN,
    /** A command took effect; nobody was woken or signalled, and its door was not answered. */
    DELIVERY_ANSWERED,
    /** Nodes were woken or signalled; the door was not answered. */
    DELIVERY_SIGNALLED,

    /** Jobs whose time had come are queued, and none was claimed. */
    JOBS_PROMOTED,
    /** What earlier incarnations of this node left is put back, and nothing was claimed. */
    JOBS_RECOVERED,
    /** The jobs of a silent node are put back by another one, and nobody was woken. */
    JOBS_REAPED,
    /** A job is ours in the database, and nobody here knows it. */
    JOB_CLAIMED,
    /** A job's thread has begun; no heartbeat was given. */
    JOB_STARTED,

    CONTEXT_BEGUN,
    CONTEXT_FINISHED,
    WEAVE_BEGUN,
    WEAVE_FINISHED,
    INSPECT_BEGUN,
    INSPECT_FINISHED,
    PUBLISH_BEGUN,
    PUBLISH_FINISHED,

    /** There is a row for an agent, and nothing of it runs. */
    AGENT_SPAWNED,
    /** An agent's sandbox is open; its row says SPAWNING. */
    SANDBOX_OPENED,
    /** An agent's row says RUNNING; its engine was not started. */
    AGENT_BEGUN,
    /** The engine works. */
    ENGINE_STARTED,
    /** The processes of an agent are gone by themselves or at a limit; its row says RUNNING. */
    AGENT_ENDED,
    /** An agent's end is written; its sandbox was not removed. */
    AGENT_FINISHED,
    /** An agent was killed because its job must stop; its row says RUNNING. */
    AGENT_KILLED,
    /** The change is a commit of the mirror; the step does not say so. */
    COMMIT_BUILT,
    /** Other nodes can have the change; the step does not say so. */
    WORK_SHARED,
    /** The log says where unfinished work is kept; the step that made it is open. */
    UNFINISHED_KEPT,
    /** The host has judged the change; no command of the repository did. */
    HOST_GATES_PASSED,

    /** The branch is at the forge; the job does not say so. */
    BRANCH_PUSHED,
    /** The job knows its branch; there is no pull request. */
    BRANCH_RECORDED,
    /** There is a pull request; the job does not say so. */
    PULL_REQUEST_OPENED,
    /** The job knows its pull request; the publish step is open. */
    PULL_REQUEST_RECORDED,

    /** A pull request was told what a reviewer said of it; the step does not say so. */
    VERDICT_TOLD,

    COMPLETION_DUE,
    COMPLETION_WRITTEN,
    FAILURE_DUE,
    FAILURE_WRITTEN,
    DELAY_DUE,
    DELAY_WRITTEN,
    /** Somebody must be asked about the change, and was not. */
    QUESTION_DUE,
    QUESTION_WRITTEN,
    /** Nobody answered in time: the job has failed, and what is due was not queued. */
    QUESTION_EXPIRED,
    /** This node is told to end, and still owns the job. */
    HAND_BACK_DUE,
    HAND_BACK_WRITTEN,
    /** A node heard that a job of its own must stop, and did nothing yet. */
    STOP_HEARD,
    CANCELLATION_DUE,
    CANCELLATION_WRITTEN,
    /**
     * What an earlier run of this node left is gone, and the kills of it are not proven. Only the
     * node that had it can look, so nobody takes this over.
     */
    LEFTOVERS_SWEPT,

    /** The herald has read lines of the log, and wrote down nothing of them. */
    NEWS_READ,
    /** What is to be told is written down, the cursor stands behind it; nothing was told. */
    NEWS_ANNOUNCED,
    /** An outlet shows a state; nobody remembers which message shows it. */
    STATUS_SHOWN,
    /** A word is about to be said. */
    WORD_DUE,
    /** A word was said, and is not marked as said. */
    WORD_SAID;

    private static final @Nullable Armed ARMED = Armed.byProperty();

    /** Does nothing; or ends the process, when a test armed this point. */
    public void pass() {
        if (ARMED != null) {
            ARMED.pass(this);
        }
    }
}
