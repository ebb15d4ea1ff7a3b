package dev.mosaic.stitcher.inspector;

import dev.mosaic.stitcher.failpoint.Failpoint;
import dev.mosaic.stitcher.inspector.Inspection.Report;
import java.time.Duration;
import java.util.List;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.stereotype.Component;

/**
 * Runs the gates: first those of the host on the change itself, then the commands on a clean
 * checkout of it. All of them run even when one says no, so that the agent hears everything at
 * once.
 */
@Component
public class Inspector {
    private final List<HostGate> hostGates;
    private final CommandGates commands;
    private final GateBook book;

    Inspector(ObjectProvider<HostGate> hostGates, CommandGates commands, GateBook book) {
        this.hostGates = hostGates.orderedStream().toList();
        this.commands = commands;
        this.book = book;
    }

    /**
     * Blocking. Whatever happens, nothing of it runs and no checkout stays when this returns.
     *
     * @throws InterruptedException after everything was ended
     */
    public Report inspect(Inspection inspection) throws InterruptedException {
        var tally = new Tally();
        var bypassedBy = inspection.rules().bypassedBy();
        for (var gate : hostGates) {
            if (bypassedBy != null && gate.mayBeSkipped()) {
                book.bypassed(inspection.lease(), inspection.step(), gate.name(), "", bypassedBy);
            } else {
                tally.add(gate.name(), run(inspection, gate));
            }
        }
        Failpoint.HOST_GATES_PASSED.pass();
        if (bypassedBy != null) {
            for (var gate : inspection.gates()) {
                book.bypassed(
                        inspection.lease(), inspection.step(), gate.name(), gate.run(), bypassedBy);
            }
        } else if (!tally.isBroken()) {
            commands.run(inspection, tally);
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
}
