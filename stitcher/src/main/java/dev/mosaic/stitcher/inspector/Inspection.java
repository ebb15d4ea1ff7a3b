package dev.mosaic.stitcher.inspector;

import dev.mosaic.stitcher.job.JobStep;
import dev.mosaic.stitcher.job.Lease;
import dev.mosaic.stitcher.policy.GateCommand;
import dev.mosaic.stitcher.sandbox.SandboxSpec.Repository;
import java.time.Duration;
import java.util.List;

/**
 * A change that is to be inspected.
 *
 * @param repository whose change it is
 * @param gates what to run in the sandbox, in order
 * @param limit the time of one gate
 */
public record Inspection(
        Lease lease,
        JobStep step,
        Repository repository,
        HostChange change,
        List<GateCommand> gates,
        Duration limit) {
    public Inspection {
        gates = List.copyOf(gates);
    }

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
