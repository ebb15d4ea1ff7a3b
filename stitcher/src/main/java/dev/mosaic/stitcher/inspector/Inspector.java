package dev.mosaic.stitcher.inspector;

import dev.mosaic.stitcher.git.Worktrees;
import dev.mosaic.stitcher.inspector.Inspection.Report;
import dev.mosaic.stitcher.sandbox.SandboxHandle;
import dev.mosaic.stitcher.sandbox.SandboxSpec;
import dev.mosaic.stitcher.sandbox.Sandboxes;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.stereotype.Component;

/**
 * Runs the gates: first those of the host on the change itself, then the commands on a clean
 * checkout of it, in a sandbox that no agent has touched. All of them run even when one says no, so
 * that the agent hears everything at once.
 */
@Component
public class Inspector {
    private final Worktrees worktrees;
    private final Sandboxes sandboxes;
    private final List<HostGate> hostGates;
    private final GateBook book;

    Inspector(
            Worktrees worktrees,
            Sandboxes sandboxes,
            ObjectProvider<HostGate> hostGates,
            GateBook book) {
        this.worktrees = worktrees;
        this.sandboxes = sandboxes;
        this.hostGates = hostGates.orderedStream().toList();
        this.book = book;
    }

    /**
     * Blocking. Whatever happens, nothing of it runs and no checkout stays when this returns.
     *
     * @throws InterruptedException after everything was ended
     */
    public Report inspect(Inspection inspection) throws InterruptedException {
        var tally = new Tally();
        for (var gate : hostGates) {
            tally.add(gate.name(), run(inspection, gate));
        }
        if (!tally.isBroken()) {
            inSandbox(inspection, tally);
        }
        return tally.report();
    }

    private Verdict run(Inspection inspection, HostGate gate) throws InterruptedException {
        var lease = inspection.lease();
        var step = inspection.step();
        book.started(lease, step, gate.name(), "");
        var began = System.nanoTime();
        var verdict = gate.inspect(inspection.change());
        var millis = Duration.ofNanos(System.nanoTime() - began).toMillis();
        book.ended(lease, step, gate.name(), "", new Gate.Finding(verdict, null, millis, ""));
        return verdict;
    }

    private void inSandbox(Inspection inspection, Tally tally) throws InterruptedException {
        var inspectionId = UUID.randomUUID().toString();
        var lease = inspection.lease();
        var checkout =
                worktrees.open(
                        inspection.change().mirror(),
                        inspection.change().commit(),
                        lease.job().toString(),
                        lease.epoch(),
                        inspectionId);
        try (var sandbox = sandboxes.configured().open(spec(inspection, inspectionId, checkout))) {
            for (var command : inspection.gates()) {
                if (!tally.isBroken()) {
                    var gate = new CommandGate(command, inspection.limit());
                    tally.add(gate.name(), run(inspection, gate, sandbox));
                }
            }
        } finally {
            worktrees.remove(checkout);
        }
    }

    private Verdict run(Inspection inspection, Gate gate, SandboxHandle sandbox)
            throws InterruptedException {
        var lease = inspection.lease();
        var step = inspection.step();
        book.started(lease, step, gate.name(), gate.command());
        var finding = gate.inspect(sandbox);
        book.ended(lease, step, gate.name(), gate.command(), finding);
        return finding.verdict();
    }

    private static SandboxSpec spec(Inspection inspection, String id, Path checkout) {
        var lease = inspection.lease();
        return new SandboxSpec(
                new SandboxSpec.Owner(
                        lease.node(),
                        lease.incarnation().toString(),
                        lease.job().toString(),
                        lease.epoch(),
                        id),
                inspection.repository(),
                checkout,
                true,
                Map.of());
    }
}
