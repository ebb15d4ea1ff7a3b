package dev.mosaic.story;

import static dev.mosaic.stitcher.testkit.FakeAnthropic.says;
import static dev.mosaic.story.ModelWorld.held;
import static dev.mosaic.story.ModelWorld.runs;
import static dev.mosaic.story.ModelWorld.writes;
import static org.assertj.core.api.Assertions.assertThat;

import dev.mosaic.stitcher.command.Reply;
import dev.mosaic.stitcher.job.JobEvent;
import dev.mosaic.stitcher.testkit.FakeAnthropic;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

/** People say something to an agent, and its model reads it, by the real proxy. */
@Timeout(300)
class SteerStoryTest {
    private static final String ME = System.getProperty("user.name");

    @RegisterExtension
    static final ModelWorld all =
            new ModelWorld("mosaic.budget.instance-day=0", "mosaic.budget.person-day=0");

    private static final MosaicWorld world = all.world;
    private static final FakeAnthropic model = all.model;

    @Test
    void whatIsSaidWhileTheAgentWorksStandsInItsNextTurn() {
        var before = model.requests().size();
        var said = new CountDownLatch(1);
        model.play(
                held(said, runs("echo one")),
                writes("app.txt", "it works\n", 10),
                says("Made it work."));
        var place = world.broken();
        var job = place.fix("ada", place.issue("Login fails"), "");
        all.awaitRequests(before + 1);

        var reply = place.says("bob", "@mosaic say " + job.abbreviated() + " Keep the tabs");
        said.countDown();

        assertThat(reply).isInstanceOf(Reply.Accepted.class);
        assertThat(reply.text()).contains("will be told before its next turn");
        world.awaitCompleted(job);
        assertThat(all.messages(before).toString()).doesNotContain("Keep the tabs");
        assertThat(all.messages(before + 1).toString())
                .contains(ME + " said at", "> Keep the tabs");
        assertThat(world.events(job))
                .filteredOn(it ->
                        it instanceof JobEvent.SteerReceived
                                || it instanceof JobEvent.SteerDelivered
                                || it instanceof JobEvent.AgentFinished)
                .satisfiesExactly(
                        it ->
                                assertThat(it)
                                        .isInstanceOfSatisfying(
                                                JobEvent.SteerReceived.class,
                                                received -> {
                                                    assertThat(received.by()).isEqualTo(ME);
                                                    assertThat(received.text())
                                                            .isEqualTo("Keep the tabs");
                                                }),
                        it -> assertThat(it).isInstanceOf(JobEvent.SteerDelivered.class),
                        it -> assertThat(it).isInstanceOf(JobEvent.AgentFinished.class));
        assertThat(place.says("bob", "@mosaic say " + job.abbreviated() + " More").text())
                .contains("is over", "retry " + job.abbreviated() + " <text>");
        world.assertNothingIsLeft();
    }

    @Test
    void whatIsSaidToAJobInTheQueueStandsInTheFirstTurnOfItsAgent() {
        var before = model.requests().size();
        model.play(writes("app.txt", "it works\n", 10), says("Made it work."));
        var place = world.broken();
        place.says("ada", "@mosaic pause");
        var job = place.fix("ada", place.issue("Login fails"), "");

        var reply = place.says("bob", "@mosaic say " + job.abbreviated() + " Keep the tabs");
        assertThat(reply.text()).contains("Its next one begins with your words");
        assertThat(world.events(job, JobEvent.SteerDelivered.class)).isEmpty();
        place.says("ada", "@mosaic resume");

        world.awaitCompleted(job);
        assertThat(all.messages(before).toString()).contains(ME + " said at", "> Keep the tabs");
        assertThat(world.events(job, JobEvent.SteerDelivered.class)).hasSize(1);
    }

    @Test
    void anAgentOfALaterRoundBeginsWithWhatWasSaidToTheFirst() {
        var before = model.requests().size();
        var said = new CountDownLatch(1);
        model.play(
                held(said, writes("app.txt", "it still fails\n", 10)),
                says("Made it work."),
                writes("app.txt", "it works\n", 10),
                says("Now it does."));
        var place = world.broken();
        var job = place.fix("ada", place.issue("Login fails"), "");
        all.awaitRequests(before + 1);
        place.says("bob", "@mosaic say " + job.abbreviated() + " Keep the tabs");
        said.countDown();

        world.awaitCompleted(job);
        assertThat(world.events(job, JobEvent.AgentSpawned.class)).hasSize(2);
        assertThat(all.messages(before + 2).toString()).contains("> Keep the tabs", "round 2");
        assertThat(world.events(job, JobEvent.SteerDelivered.class)).hasSize(1);
    }
}
