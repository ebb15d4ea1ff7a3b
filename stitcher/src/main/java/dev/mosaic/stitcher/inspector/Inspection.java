package dev.mosaic.stitcher.inspector;

import dev.mosaic.stitcher.git.CommitSha;
import dev.mosaic.stitcher.git.Mirror;
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
 * @param gates what to run, in order
 * @param limit the time of one gate
 */
public record Inspection(
        Lease lease,
        JobStep step,
        Repository repository,
        Mirror mirror,
        CommitSha commit,
        List<GateCommand> gates,
        Duration limit) {
    public Inspection {
        gates = List.copyOf(gates);
    }

    /** What came out. */
    public sealed interface Report {
        /** Every gate passed. */
        record Approved(int gates) implements Report {}

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
