package dev.mosaic.stitcher.inspector;

import dev.mosaic.stitcher.job.JobStep;
import dev.mosaic.stitcher.job.Lease;
import dev.mosaic.stitcher.policy.GateCommand;
import dev.mosaic.stitcher.policy.GateProfile;
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
 */
public record Inspection(
        Lease lease,
        JobStep step,
        Repository repository,
        HostChange change,
        List<GateCommand> gates,
        Rules rules) {
    public Inspection {
        gates = List.copyOf(gates);
    }

    /**
     * How to judge.
     *
     * @param limit the time of one gate
     * @param bypassedBy whose wish it is that gates which may be skipped do not run; null if nobody
     *     has it
     */
    public record Rules(Duration limit, GateProfile profile, @Nullable String bypassedBy) {}

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
    }
}
