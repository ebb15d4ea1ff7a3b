package dev.mosaic.faults;

import dev.mosaic.stitcher.failpoint.Failpoint;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/** One way to die: at which point, while what is asked, and who goes on. */
record FaultCase(Failpoint point, Asked asked, GoesOn goesOn) {
    enum Asked {
        FIX,
        RETRY,
        CANCEL,
        /** That the job ends at once. */
        KILL,
        /** The approval of a change that waits for one. */
        APPROVE,
        /** Nothing more; but the node of a job is ended in good order. */
        SHUTDOWN;

        /** What meets work that goes on or waits. */
        static final Set<Asked> ORDERS = EnumSet.complementOf(EnumSet.of(FIX, RETRY));
    }

    enum GoesOn {
        SAME_NODE,
        OTHER_NODE
    }

    /** Passed only on the way of a cancel. */
    private static final Set<Failpoint> OF_CANCEL =
            EnumSet.of(
                    Failpoint.STOP_HEARD,
                    Failpoint.AGENT_KILLED,
                    Failpoint.CANCELLATION_DUE,
                    Failpoint.CANCELLATION_WRITTEN);

    /** What is worth a death of its own on the way of a kill. */
    private static final Set<Failpoint> OF_KILL =
            EnumSet.of(
                    Failpoint.DELIVERY_STORED,
                    Failpoint.DELIVERY_TAKEN,
                    Failpoint.DELIVERY_ANSWERED,
                    Failpoint.DELIVERY_SIGNALLED,
                    Failpoint.STOP_HEARD,
                    Failpoint.AGENT_KILLED,
                    Failpoint.CANCELLATION_DUE,
                    Failpoint.CANCELLATION_WRITTEN,
                    Failpoint.LEFTOVERS_SWEPT);

    /** Passed by a cancel too, and there it is the cancel's passing that counts. */
    private static final Set<Failpoint> OF_EVERY_COMMAND =
            EnumSet.of(
                    Failpoint.DELIVERY_STORED,
                    Failpoint.DELIVERY_TAKEN,
                    Failpoint.DELIVERY_ANSWERED,
                    Failpoint.DELIVERY_SIGNALLED,
                    Failpoint.FORGOTTEN_TAKEN,
                    Failpoint.NEWS_READ,
                    Failpoint.NEWS_ANNOUNCED,
                    Failpoint.STATUS_SHOWN,
                    Failpoint.WORD_DUE,
                    Failpoint.WORD_SAID);

    /** What is worth a death of its own on the way of an approval. */
    private static final Set<Failpoint> OF_APPROVAL =
            EnumSet.of(
                    Failpoint.QUESTION_DUE,
                    Failpoint.QUESTION_WRITTEN,
                    Failpoint.DELIVERY_STORED,
                    Failpoint.DELIVERY_TAKEN,
                    Failpoint.DELIVERY_ANSWERED,
                    Failpoint.DELIVERY_SIGNALLED,
                    Failpoint.JOB_CLAIMED,
                    Failpoint.PUBLISH_BEGUN);

    private static final Set<Failpoint> OF_QUESTION =
            EnumSet.of(
                    Failpoint.QUESTION_DUE, Failpoint.QUESTION_WRITTEN, Failpoint.QUESTION_EXPIRED);

    /** What a node passes that is told to end, in the middle of an agent's work. */
    private static final Set<Failpoint> OF_SHUTDOWN =
            EnumSet.of(
                    Failpoint.AGENT_KILLED,
                    Failpoint.UNFINISHED_KEPT,
                    Failpoint.HAND_BACK_DUE,
                    Failpoint.HAND_BACK_WRITTEN);

    /** Every point with everything of this that comes by it. */
    static List<FaultCase> all(GoesOn goesOn, Set<Asked> asked) {
        return Arrays.stream(Failpoint.values())
                .flatMap(point -> asked.stream().map(it -> new FaultCase(point, it, goesOn)))
                .filter(FaultCase::isReachable)
                .toList();
    }

    private boolean isReachable() {
        // who comes back recovers, who takes over reaps
        var elsewhere =
                goesOn == GoesOn.OTHER_NODE
                        ? EnumSet.of(Failpoint.JOBS_RECOVERED, Failpoint.LEFTOVERS_SWEPT)
                        : EnumSet.of(Failpoint.JOBS_REAPED);
        return !elsewhere.contains(point)
                && switch (asked) {
                    case FIX -> isOfEveryJob() || point == Failpoint.QUESTION_EXPIRED;
                    case RETRY -> isOfEveryJob();
                    case CANCEL ->
                            isOfEveryJob()
                                    || OF_CANCEL.contains(point)
                                    || point == Failpoint.QUESTION_WRITTEN;
                    case KILL -> OF_KILL.contains(point);
                    case APPROVE -> OF_APPROVAL.contains(point);
                    case SHUTDOWN -> OF_SHUTDOWN.contains(point);
                };
    }

    private boolean isOfEveryJob() {
        return !OF_CANCEL.contains(point)
                // a review's: ReviewCrashStoryTest
                && point != Failpoint.VERDICT_TOLD
                && point != Failpoint.LEFTOVERS_SWEPT
                && !OF_QUESTION.contains(point)
                && !OF_SHUTDOWN.contains(point);
    }

    /** True if the point is armed when the approval is given, and not before. */
    boolean atApproval() {
        return asked == Asked.APPROVE && !OF_QUESTION.contains(point);
    }

    /** True if the point is armed when the cancel is sent, and not before. */
    boolean atCancel() {
        return asked == Asked.CANCEL
                && (OF_CANCEL.contains(point) || OF_EVERY_COMMAND.contains(point));
    }

    String repository() {
        return switch (point) {
            case FAILURE_DUE, FAILURE_WRITTEN -> FaultsWorld.WITHOUT_GATE;
            case DELAY_DUE, DELAY_WRITTEN, JOBS_PROMOTED -> FaultsWorld.BREAKING;
            case QUESTION_DUE, QUESTION_WRITTEN, QUESTION_EXPIRED -> FaultsWorld.HELD;
            default -> asked == Asked.APPROVE ? FaultsWorld.HELD : FaultsWorld.GOOD;
        };
    }

    /** What must have happened before, so that somebody passes the point at all. */
    List<Failpoint> before() {
        return switch (point) {
            case FORGOTTEN_TAKEN -> List.of(Failpoint.DELIVERY_STORED);
            case JOBS_RECOVERED, JOBS_REAPED -> List.of(Failpoint.JOB_STARTED);
            case LEFTOVERS_SWEPT -> List.of(Failpoint.STOP_HEARD);
            default -> List.of();
        };
    }

    @Override
    public String toString() {
        return "%s-%s-%s".formatted(point, asked, goesOn);
    }
}
