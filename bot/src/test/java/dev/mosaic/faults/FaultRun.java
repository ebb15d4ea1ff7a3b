package dev.mosaic.faults;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.mosaic.faults.Deliveries.Delivery;
import dev.mosaic.faults.FaultCase.Asked;
import dev.mosaic.faults.FaultCase.GoesOn;
import dev.mosaic.stitcher.failpoint.Failpoint;
import java.io.IOException;
import java.sql.SQLException;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Plays one {@link FaultCase} in a world, and asserts what must hold afterwards. */
final class FaultRun {
    private final FaultsWorld world;
    private final FaultCase it;
    private final String who;
    private @Nullable UUID job;

    FaultRun(FaultsWorld world, FaultCase it) {
        this.world = world;
        this.it = it;
        this.who = "%s-%s".formatted(it.point(), it.asked());
    }

    void play() throws Exception {
        var begun = System.nanoTime();
        playIt();
        System.out.printf("%s held after %d ms%n", it, (System.nanoTime() - begun) / 1_000_000);
    }

    private void playIt() throws Exception {
        world.bringBack();
        world.points().disarm();
        world.script(world.right());
        world.mended(it.asked() == Asked.RETRY);
        var last = ask();
        goOn(last);
        if (it.asked() == Asked.APPROVE && !it.atApproval()) {
            awaitWaiting();
            world.deliveries().handUntilAcknowledged(delivery("approve " + abbreviated()));
        }
        var status = world.awaitFinal(job);
        world.bringBack();
        if (it.asked() == Asked.KILL) {
            world.awaitProof(job);
        }
        assertThat(world.points().fired(it.point())).isTrue();
        assertThat(status).as("of job %s, which%s", job, world.told(job)).isIn(expected());
        world.assertInvariants();
    }

    /** Hands in what the case is about, with the point armed; gives the delivery that was last. */
    private Delivery ask() throws Exception {
        var fix = delivery("fix #%d".formatted(world.openIssue(it.repository())));
        return switch (it.asked()) {
            case FIX -> armedHand(fix);
            case RETRY -> {
                job = id(world.deliveries().handUntilAcknowledged(fix));
                world.awaitFinal(job);
                world.mended(false);
                yield armedHand(delivery("retry " + abbreviated()));
            }
            case CANCEL -> {
                if (!it.atCancel()) {
                    yield armedHand(fix);
                }
                world.script(world.blocking());
                job = id(world.deliveries().handUntilAcknowledged(fix));
                await().atMost(FaultsWorld.PATIENCE).until(world::isBlocked);
                yield armedHand(delivery("cancel " + abbreviated()));
            }
            case KILL -> {
                world.script(world.blocking());
                job = id(world.deliveries().handUntilAcknowledged(fix));
                await().atMost(FaultsWorld.PATIENCE).until(world::isBlocked);
                yield armedHand(delivery("kill " + abbreviated()));
            }
            case APPROVE -> {
                if (!it.atApproval()) {
                    yield armedHand(fix);
                }
                job = id(world.deliveries().handUntilAcknowledged(fix));
                awaitWaiting();
                yield armedHand(delivery("approve " + abbreviated()));
            }
            case SHUTDOWN -> {
                world.script(world.right() + "\n      - " + world.blocking());
                job = id(world.deliveries().handUntilAcknowledged(fix));
                await().atMost(FaultsWorld.PATIENCE).until(world::isBlocked);
                world.script(world.right());
                world.points().arm(it.point());
                Signals.send("TERM", world.ownerOf(job).pid());
                awaitDeathAt(it.point());
                yield fix;
            }
        };
    }

    private void awaitDeathAt(Failpoint point) {
        var pid = world.points().awaitFired(point);
        await("the node that came by " + point + " is dead")
                .atMost(FaultsWorld.PATIENCE)
                .until(() ->
                        world.nodes().stream()
                                .noneMatch(node -> node.isAlive() && node.pid() == pid));
    }

    private void awaitWaiting() {
        await("the question about job " + job)
                .atMost(FaultsWorld.PATIENCE)
                .until(() -> world.status(job).equals("WAITING"));
    }

    private Delivery armedHand(Delivery delivery) throws Exception {
        for (var point : it.before()) {
            world.points().arm(point);
        }
        world.points().arm(it.point());
        var answer = world.deliveries().hand(world.anyNode(), delivery);
        note(answer, delivery);
        if (it.point() == Failpoint.JOBS_PROMOTED) {
            await().atMost(FaultsWorld.PATIENCE).until(() -> world.status(job).equals("PENDING"));
            world.mended(true);
        }
        if (it.point() == Failpoint.QUESTION_EXPIRED) {
            awaitWaiting();
            world.endTheWaiting(job);
        }
        for (var point : it.before()) {
            awaitDeathAt(point);
            if (it.goesOn() == GoesOn.SAME_NODE) {
                FaultsWorld.begin(world.nodes());
            }
        }
        awaitDeathAt(it.point());
        return delivery;
    }

    private void goOn(Delivery last) throws Exception {
        world.mended(true);
        if (it.point() == Failpoint.WORD_SAID) {
            world.maySayTwice("sent_at is null");
        }
        if (it.asked() == Asked.CANCEL && !it.atCancel()) {
            world.script(world.blocking());
        }
        if (it.goesOn() == GoesOn.SAME_NODE) {
            world.bringBack();
        }
        note(world.deliveries().handUntilAcknowledged(last), last);
        if (it.asked() == Asked.CANCEL && !it.atCancel()) {
            world.deliveries().handUntilAcknowledged(delivery("cancel " + abbreviated()));
            world.script(world.right());
        }
    }

    private String[] expected() {
        return switch (it.asked()) {
            case FIX, RETRY ->
                    new String[] {
                        it.repository().equals(FaultsWorld.WITHOUT_GATE)
                                        || it.point() == Failpoint.QUESTION_EXPIRED
                                ? "FAILED"
                                : "COMPLETED"
                    };
            case APPROVE, SHUTDOWN -> new String[] {"COMPLETED"};
            case KILL -> new String[] {"CANCELLED"};
            // a cancel that comes when all is done comes too late
            case CANCEL ->
                    it.atCancel()
                            ? new String[] {"CANCELLED"}
                            : new String[] {"CANCELLED", "COMPLETED", "FAILED"};
        };
    }

    private void note(NodeProcess.@Nullable Answer answer, Delivery delivery)
            throws SQLException, IOException {
        if (answer != null && job == null) {
            job = id(answer);
        }
    }

    private static UUID id(NodeProcess.Answer answer) {
        assertThat(answer.job()).as(answer.text()).isNotNull();
        return UUID.fromString(answer.job());
    }

    private Delivery delivery(String text) {
        return world.deliveries().of(who, it.repository(), text);
    }

    private String abbreviated() {
        var text = String.valueOf(job);
        return text.substring(text.length() - 8);
    }
}
