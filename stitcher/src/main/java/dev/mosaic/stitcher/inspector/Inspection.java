package dev.mosaic.stitcher.inspector;

import dev.mosaic.stitcher.job.JobStep;
import dev.mosaic.stitcher.job.Lease;
import dev.mosaic.stitcher.model.ledger.Reserved;
import dev.mosaic.stitcher.policy.GateCommand;
import dev.mosaic.stitcher.policy.GateProfile;
import dev.mosaic.stitcher.run.Payer;
import dev.mosaic.stitcher.sandbox.SandboxSpec.Repository;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A change that is to be inspected.
 *
 * @param repository whose change it is
 * @param gates what to run in the sandbox, in order
 * @param rules how to judge
 * @param reviewer what a reviewer gets, if the rules want one
 */
public record Inspection(
        Lease lease,
        JobStep step,
        Repository repository,
        HostChange change,
        List<GateCommand> gates,
        Rules rules,
        Means reviewer) {
    public Inspection {
        gates = List.copyOf(gates);
    }

    /** Which gates are asked. */
    public enum Scope {
        /** Those that the gate profile wants. */
        PROFILE,
        /** The same without a reviewer. */
        MECHANICAL,
        /** A reviewer alone. */
        REVIEW
    }

    /**
     * How to judge.
     *
     * @param limit the time of one gate
     * @param bypassedBy whose wish it is that gates which may be skipped do not run; null if nobody
     *     has it
     */
    public record Rules(
            Duration limit, GateProfile profile, @Nullable String bypassedBy, Scope scope) {}

    /**
     * What a reviewer is told, and what is left for it.
     *
     * @param fence the word that stands around untrusted text in the briefing
     * @param briefing what was asked for; without secrets
     * @param model of the job, as whoever asked calls it; null where nobody named one
     * @param wall the time that is left for agents; may be used up
     * @param turns the turns that are left
     * @param toolCalls how often it may use a tool
     */
    public record Means(
            String fence,
            String briefing,
            @Nullable String model,
            Duration wall,
            int turns,
            int toolCalls,
            Payer payer) {}

    /**
     * What an inspection came to.
     *
     * @param time that a reviewer worked; zero if none did
     * @param turns that it took
     */
    public record Inspected(Report report, Duration time, int turns) {}

    /** What came out. */
    public sealed interface Report {
        /** No gate said no. @param held how many want a person to approve the change */
        record Approved(int passed, int held) implements Report {}

        /**
         * @param reasons of each gate that said no, its name in front, the sentence in the first
         *     line
         */
        record Rejected(List<String> gates, List<String> reasons) implements Report {
            public Rejected {
                gates = List.copyOf(gates);
                reasons = List.copyOf(reasons);
            }
        }

        /** A gate could not run: not the agent's fault. */
        record Broken(String gate, String cause) implements Report {}

        /** A budget forbade a call of the reviewer's model. */
        record Unpaid(Reserved.Exceeded refusal) implements Report {}
    }
}
