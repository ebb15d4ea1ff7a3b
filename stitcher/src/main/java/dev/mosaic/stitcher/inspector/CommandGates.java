package dev.mosaic.stitcher.inspector;

import dev.mosaic.stitcher.blocking.Await;
import dev.mosaic.stitcher.inspector.BaseResults.Before;
import dev.mosaic.stitcher.inspector.CleanRoom.Ran;
import dev.mosaic.stitcher.policy.GateCommand;
import dev.mosaic.stitcher.policy.GateProfile;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** Runs the commands of a repository on a change, and the tests on its base if that is needed. */
@Component
class CommandGates {
    private final CleanRoom room;
    private final BaseResults before;
    private final GateBook book;

    CommandGates(CleanRoom room, BaseResults before, GateBook book) {
        this.room = room;
        this.before = before;
        this.book = book;
    }

    /** All of them, until one is broken. */
    void run(Inspection inspection, Tally tally) throws InterruptedException {
        var change = inspection.change();
        room.with(
                inspection.lease(),
                inspection.repository(),
                change.mirror(),
                change.commit(),
                clean -> {
                    for (var command : inspection.gates()) {
                        if (!tally.isBroken()) {
                            tally.add(command.name(), run(inspection, command, clean));
                        }
                    }
                });
    }

    private Verdict run(Inspection inspection, GateCommand command, CleanRoom.Room clean)
            throws InterruptedException {
        var lease = inspection.lease();
        var step = inspection.step();
        book.started(lease, step, command.name(), command.run());
        var ran = clean.run(command, inspection.rules().limit());
        var finding =
                command.name().equals(GateCommand.TEST)
                        ? weighed(inspection, command, ran)
                        : ran.finding();
        book.ended(lease, step, command.name(), command.run(), finding);
        return finding.verdict();
    }

    private Gate.Finding weighed(Inspection inspection, GateCommand command, Ran ran)
            throws InterruptedException {
        var judge =
                new TestJudge(
                        () -> before(inspection, command),
                        inspection.change().files().stream()
                                .anyMatch(TestPaths::canTakeTestsAway),
                        inspection.rules().profile() == GateProfile.MINIMAL);
        return ran.finding().with(judge.judge(ran.finding(), ran.tests()), ran.tests());
    }

    /** How the gate went on the base: remembered, or found out now. Null if it cannot be known. */
    private @Nullable Before before(Inspection inspection, GateCommand command)
            throws InterruptedException {
        var change = inspection.change();
        var known = Await.maybe(before.find(change.base(), command.run()));
        if (known != null) {
            return known;
        }
        var measured = new AtomicReference<@Nullable Before>();
        room.with(
                inspection.lease(),
                inspection.repository(),
                change.mirror(),
                change.base(),
                clean -> {
                    var ran = clean.run(command, inspection.rules().limit());
                    var exit = ran.finding().exit();
                    // one that hung or could not start says nothing about its tests
                    if (exit != null && !(ran.finding().verdict() instanceof Verdict.Broken)) {
                        measured.set(new Before(exit, ran.tests()));
                    }
                });
        var found = measured.get();
        if (found != null) {
            Await.done(before.keep(change.base(), command.run(), found));
        }
        return found;
    }
}
