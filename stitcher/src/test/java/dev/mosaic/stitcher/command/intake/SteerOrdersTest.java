package dev.mosaic.stitcher.command.intake;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mosaic.stitcher.command.Reply;
import dev.mosaic.stitcher.command.Reply.Cause;
import dev.mosaic.stitcher.forge.Permission;
import dev.mosaic.stitcher.job.JobId;
import dev.mosaic.stitcher.job.JobStep;
import dev.mosaic.stitcher.job.Lease;
import dev.mosaic.stitcher.job.Stage;
import dev.mosaic.stitcher.job.store.Approvals;
import dev.mosaic.stitcher.job.store.Steers;
import dev.mosaic.stitcher.job.store.Steers.Steer;
import dev.mosaic.stitcher.testkit.Postgres;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Who may steer an agent, and what the desk promises. */
class SteerOrdersTest {
    @RegisterExtension static final Postgres postgres = new Postgres();

    private final IntakeWorld world = new IntakeWorld(postgres, Duration.ofSeconds(30));

    @Test
    void aJobThatWaitsInTheQueueKeepsItForItsNextAgent() {
        var job = fix("");

        var reply = world.says("bob", "@mosaic say #1 Mind the tests");

        assertThat(reply).isInstanceOf(Reply.Accepted.class);
        assertThat(reply.text()).contains(job.abbreviated(), "Its next one begins with your words");
        assertThat(steers(job))
                .singleElement()
                .satisfies(it -> {
                    assertThat(it.by()).isEqualTo("bob");
                    assertThat(it.text()).isEqualTo("Mind the tests");
                });
    }

    @Test
    void theAnswerSaysWhoReadsItAndWhen() {
        var paid = fix("engine=paid");
        var lease = world.stores.running(paid);
        assertThat(say()).contains("has no agent yet");
        var context = begin(lease, 1, Stage.CONTEXT);
        assertThat(say()).contains("has no agent yet");
        done(lease, context);
        var weave = begin(lease, 1, Stage.WEAVE);
        assertThat(say()).contains("will be told before its next turn");
        done(lease, weave);
        begin(lease, 1, Stage.INSPECT);
        assertThat(say()).contains("is being judged", "retry");
        ask(lease);
        assertThat(say()).contains("waits for an answer", "approve", "reject");
        assertThat(steers(paid)).hasSize(5);
    }

    @Test
    void anEngineThatTakesNothingInMidRunIsNotPromisedTo() {
        var job = fix("engine=scripted");
        begin(world.stores.running(job), 1, Stage.WEAVE);

        assertThat(say()).contains("`scripted`, which takes none while it works", "another round");
        assertThat(steers(job)).hasSize(1);
    }

    @Test
    void aJobThatIsOverOrBeingEndedIsRefusedWithWhatToDo() {
        var job = fix("");
        var lease = world.stores.running(job);
        world.says("ann", "@mosaic cancel #1");
        assertThat(refused("ann", Cause.CONFLICT)).contains("is being ended", "retry");
        world.stores.jobs().cancelled(lease).block();

        assertThat(refused("ann", Cause.CONFLICT))
                .contains("is over (cancelled)", "@mosaic retry " + job.abbreviated() + " <text>");
        assertThat(steers(job)).isEmpty();
    }

    @Test
    void whoMayOnlyReadMayNotSayAnything() {
        var job = fix("");

        assertThat(refused("eve", Cause.FORBIDDEN)).contains("WRITE");
        assertThat(refused("stranger", Cause.NOT_FOUND)).doesNotContain("Login");

        assertThat(steers(job)).isEmpty();
        world.forge.permit(world.shop.name(), "eve", Permission.WRITE);
        assertThat(world.says("eve", "@mosaic say #1 x")).isInstanceOf(Reply.Accepted.class);
    }

    @Test
    void whatIsTooLongOrTooMuchIsRefused() {
        var job = fix("");
        var longest = "x".repeat(Steers.LONGEST);

        assertThat(world.says("ann", "@mosaic say #1 " + longest))
                .isInstanceOf(Reply.Accepted.class);
        var reply = (Reply.Refused) world.says("ann", "@mosaic say #1 y" + longest);
        assertThat(reply.cause()).isEqualTo(Cause.INVALID);
        assertThat(reply.text()).contains("2,001 characters", "2,000 are the most");
        for (var i = 1; i < Steers.MOST; i++) {
            world.says("ann", "@mosaic say #1 word " + i);
        }
        assertThat(steers(job)).hasSize(Steers.MOST);
        assertThat(refused("ann", Cause.CONFLICT)).contains("told 40 things already");
        assertThat(steers(job)).hasSize(Steers.MOST);
    }

    private String say() {
        return world.says("ann", "@mosaic say #1 Mind the tests").text();
    }

    private String refused(String person, Cause cause) {
        return world.refused(cause, person, "@mosaic say #1 Mind the tests");
    }

    private JobId fix(String options) {
        world.issue("Login fails");
        return world.accepted("ann", "@mosaic fix #1 " + options).job();
    }

    private JobStep begin(Lease lease, int round, Stage stage) {
        return world.stores.steps().begin(lease, 1, round, stage, "weaver").block();
    }

    private void done(Lease lease, JobStep step) {
        world.stores.steps().finish(lease, step.id(), JobStep.Status.DONE, "", null).block();
    }

    private void ask(Lease lease) {
        world.stores
                .approvals()
                .ask(
                        lease,
                        new Approvals.Question(
                                "0".repeat(40),
                                "1".repeat(40),
                                List.of("CI is changed"),
                                false,
                                Duration.ofHours(1),
                                "+x"))
                .block();
    }

    private List<Steer> steers(JobId job) {
        return world.stores.steers().after(job, 0).collectList().block();
    }
}
