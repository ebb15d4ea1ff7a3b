package dev.mosaic.stitcher.command.intake;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mosaic.stitcher.command.Desk;
import dev.mosaic.stitcher.command.Reply;
import dev.mosaic.stitcher.command.Reply.Cause;
import dev.mosaic.stitcher.job.JobStatus;
import dev.mosaic.stitcher.testkit.Postgres;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Orders about jobs that are there, and who may give them. */
class JobOrdersTest {
    @RegisterExtension static final Postgres postgres = new Postgres();

    private final IntakeWorld world = new IntakeWorld(postgres, Duration.ofSeconds(30));

    @ParameterizedTest
    @ValueSource(strings = {"fix #1", "cancel #1", "retry #1"})
    void readersMayNotChangeAnything(String command) {
        world.issue("x");
        var job = world.accepted("ann", "@mosaic fix #1").job();
        if (command.startsWith("retry")) {
            world.stores.jobs().cancel(job, "ann", "").block();
        }
        var before = world.job(job);
        assertThat(world.refused(Cause.FORBIDDEN, "eve", "@mosaic " + command))
                .isEqualTo("Needs WRITE.");
        assertThat(world.job(job)).isEqualTo(before);
    }

    @Test
    void strangersCannotReachAJobByItsDigits() {
        world.issue("Secret");
        var id = world.accepted("ann", "@mosaic fix #1").job();
        var hidden =
                world.refused(Cause.NOT_FOUND, "mallory", "@mosaic cancel " + id.abbreviated());
        var unknown = world.refused(Cause.NOT_FOUND, "mallory", "@mosaic cancel 00000000");
        assertThat(hidden).isEqualTo(unknown.replace("00000000", id.abbreviated()));
        assertThat(world.job(id).status()).isEqualTo(JobStatus.QUEUED);
    }

    @Test
    void priorityMovesALiveJobForWhoeverMayWrite() {
        world.issue("x");
        var id = world.accepted("ann", "@mosaic fix #1").job();

        assertThat(world.accepted("bob", "@mosaic priority #1 high").text()).contains("priority 3");
        assertThat(world.job(id).request().priority()).isEqualTo(3);
        world.refused(Cause.FORBIDDEN, "eve", "@mosaic priority #1 1");

        world.accepted("bob", "@mosaic cancel #1");
        assertThat(world.refused(Cause.CONFLICT, "ann", "@mosaic priority #1 1")).contains("over");
        assertThat(world.job(id).request().priority()).isEqualTo(3);
    }

    @Test
    void killEndsAJobForWhoeverMayWriteAndRemembersWhoAndWhy() {
        world.issue("x");
        var id = world.accepted("ann", "@mosaic fix #1").job();
        world.refused(Cause.FORBIDDEN, "eve", "@mosaic kill #1");
        assertThat(world.job(id).status()).isEqualTo(JobStatus.QUEUED);
        var lease = world.stores.running(id);

        assertThat(world.accepted("bob", "@mosaic kill #1 It deletes files").text())
                .contains("gives no sign of life");

        assertThat(world.job(id).status()).isEqualTo(JobStatus.CANCELLING);
        assertThat(world.signals).contains(new Desk.Signal.Stop(id));
        world.accepted("ann", "@mosaic kill " + id);
        assertThat(
                        world.stores
                                .kills()
                                .of(id)
                                .map(kill -> kill.by() + ": " + kill.reason())
                                .collectList()
                                .block())
                .containsExactly("ann: ", "bob: It deletes files");
        world.stores.jobs().killed(lease, List.of(), Duration.ZERO).block();
        assertThat(world.refused(Cause.CONFLICT, "ann", "@mosaic kill #1"))
                .contains("over already");
        world.refused(Cause.NOT_FOUND, "ann", "@mosaic kill " + UUID.randomUUID());
    }

    @Test
    void aKillNeedsANameWhereWordsFollow() {
        world.issue("x");
        var id = world.accepted("ann", "@mosaic fix #1").job();

        world.saysBelow(id, "ann", "@mosaic kill the lights");
        assertThat(world.job(id).status()).isEqualTo(JobStatus.QUEUED);

        world.saysBelow(id, "ann", "@mosaic kill -- the lights went out");
        assertThat(world.job(id).status()).isEqualTo(JobStatus.CANCELLED);
        assertThat(world.stores.kills().of(id).single().block().reason())
                .isEqualTo("the lights went out");
    }

    @Test
    void onlyAnInstanceAdminKillsAllAndWhoeverElseTriesIsRemembered() {
        world.issue("x");
        var id = world.accepted("ann", "@mosaic fix #1").job();
        world.stores.running(id);

        world.refused(Cause.FORBIDDEN, "ann", "@mosaic kill-all For fun");
        assertThat(world.job(id).status()).isEqualTo(JobStatus.RUNNING);
        assertThat(
                        postgres.client()
                                .sql("select by || ': ' || reason from kills where refused")
                                .mapValue(String.class)
                                .all()
                                .collectList()
                                .block())
                .contains("ann: For fun");

        var reply = (Reply.Answer) world.says("root", "@mosaic kill-all Fire");
        assertThat(reply.text()).contains("Mosaic is paused").contains("@mosaic resume");
        assertThat(world.job(id).status()).isEqualTo(JobStatus.CANCELLING);
        assertThat(world.signals.getLast())
                .isInstanceOfSatisfying(
                        Desk.Signal.StopAll.class, all -> assertThat(all.jobs()).contains(id));
        world.says("root", "@mosaic resume");
    }

    @Test
    void cancelEndsAWaitingJobAtOnceAndARunningOneByItsOwner() {
        world.issue("x");
        var id = world.accepted("ann", "@mosaic fix #1").job();
        assertThat(world.accepted("bob", "@mosaic cancel #1").text())
                .contains("is cancelled", "retry");
        assertThat(world.job(id).status()).isEqualTo(JobStatus.CANCELLED);
        assertThat(world.refused(Cause.CONFLICT, "bob", "@mosaic cancel #1"))
                .contains("over already");

        world.issue("y");
        var running = world.accepted("ann", "@mosaic fix #2").job();
        world.claim();
        assertThat(world.accepted("bob", "@mosaic cancel " + running.abbreviated()).text())
                .startsWith("Stopping job");
        assertThat(world.signals).contains(new Desk.Signal.Stop(running));
    }

    @Test
    void stopInTheThreadOfAJobStopsIt() {
        world.issue("x");
        var id = world.accepted("ann", "@mosaic fix #1").job();
        assertThat(world.saysBelow(id, "bob", "please stop!")).isInstanceOf(Reply.Accepted.class);
        assertThat(world.job(id).status()).isEqualTo(JobStatus.CANCELLED);
        assertThat(world.says("bob", "stop")).isEqualTo(new Reply.Silent());
    }

    @Test
    void retryStartsAFinishedJobOverInItsThread() {
        world.issue("x");
        var id = world.accepted("ann", "@mosaic fix #1").job();
        assertThat(world.refused(Cause.CONFLICT, "ann", "@mosaic retry #1"))
                .contains("is not over");
        world.accepted("ann", "@mosaic cancel #1");
        world.signals.clear();
        var reply = (Reply.Accepted) world.saysBelow(id, "bob", "@mosaic retry With more care");
        assertThat(reply.text()).contains("attempt 2");
        assertThat(world.job(id).attempt()).isEqualTo(2);
        assertThat(world.job(id).request().instructions()).contains("With more care");
        assertThat(world.signals).containsExactly(new Desk.Signal.Wake());
    }

    @Test
    void retryYieldsToALiveJobOfTheIssue() {
        world.issue("x");
        var first = world.accepted("ann", "@mosaic fix #1").job();
        world.accepted("ann", "@mosaic cancel #1");
        var second = world.accepted("ann", "@mosaic fix #1").job();
        assertThat(world.refused(Cause.CONFLICT, "ann", "@mosaic retry " + first.abbreviated()))
                .contains(second.abbreviated(), "cancel");
    }
}
