package dev.mosaic.stitcher.inspector;

import dev.mosaic.stitcher.failpoint.Failpoint;
import dev.mosaic.stitcher.inspector.Inspection.Inspected;
import dev.mosaic.stitcher.inspector.Inspection.Scope;
import dev.mosaic.stitcher.inspector.review.Review;
import dev.mosaic.stitcher.policy.GateProfile;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.stereotype.Component;

/**
 * Runs the gates: first those of the host on the change itself, then the commands on a clean
 * checkout of it. All of them run even when one says no, so that the agent hears everything at
 * once. A reviewer, who costs money, is asked last, and only of a change that nobody else sends
 * back.
 */
@Component
public class Inspector {
    private final List<HostGate> hostGates;
    private final CommandGates commands;
    private final ReviewGate review;
    private final GateBook book;

    Inspector(
            ObjectProvider<HostGate> hostGates,
            CommandGates commands,
            ReviewGate review,
            GateBook book) {
        this.hostGates = hostGates.orderedStream().toList();
        this.commands = commands;
        this.review = review;
        this.book = book;
    }

    /**
     * Blocking. Whatever happens, nothing of it runs and no checkout stays when this returns.
     *
     * @throws InterruptedException after everything was ended
     */
    public Inspected inspect(Inspection inspection) throws InterruptedException {
        var tally = new Tally();
        if (inspection.rules().scope() != Scope.REVIEW) {
            mechanical(inspection, tally);
        }
        var reviewed = inspection.rules().bypassedBy() == null ? reviewed(inspection, tally) : null;
        return reviewed == null
                ? new Inspected(tally.report(), Duration.ZERO, 0)
                : new Inspected(tally.report(), reviewed.took(), reviewed.turns());
    }

    private void mechanical(Inspection inspection, Tally tally) throws InterruptedException {
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
            bypass(inspection, bypassedBy);
        } else if (!tally.isBroken()) {
            commands.run(inspection, tally);
        }
    }

    private void bypass(Inspection inspection, String by) throws InterruptedException {
        var lease = inspection.lease();
        var step = inspection.step();
        for (var gate : inspection.gates()) {
            book.bypassed(lease, step, gate.name(), gate.run(), by);
        }
        if (isReviewed(inspection)) {
            book.bypassed(lease, step, ReviewGate.NAME, "", by);
        }
    }

    private @Nullable Review reviewed(Inspection inspection, Tally tally)
            throws InterruptedException {
        return isReviewed(inspection) && !tally.isBroken() && !tally.isRefused()
                ? review.run(inspection, inspection.reviewer(), tally)
                : null;
    }

    private static boolean isReviewed(Inspection inspection) {
        return switch (inspection.rules().scope()) {
            case PROFILE -> inspection.rules().profile() == GateProfile.STRICT;
            case MECHANICAL -> false;
            case REVIEW -> true;
        };
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
