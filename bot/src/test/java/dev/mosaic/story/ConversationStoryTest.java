package dev.mosaic.story;

import static dev.mosaic.stitcher.testkit.FakeAnthropic.says;
import static dev.mosaic.story.ModelWorld.held;
import static dev.mosaic.story.ModelWorld.runs;
import static dev.mosaic.story.ModelWorld.writes;
import static org.assertj.core.api.Assertions.assertThat;

import dev.mosaic.stitcher.job.JobEvent;
import dev.mosaic.stitcher.job.JobId;
import dev.mosaic.stitcher.testkit.FakeAnthropic;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** A change that is not accepted goes back to the model that made it, with all that it knows. */
@Timeout(300)
class ConversationStoryTest {
    private static final String SECRET = "sk-" + "q7Z".repeat(16);

    @RegisterExtension
    static final ModelWorld all =
            new ModelWorld("mosaic.budget.instance-day=0", "mosaic.budget.person-day=0");

    private static final MosaicWorld world = all.world;
    private static final FakeAnthropic model = all.model;

    @Test
    void theSecondRoundGoesOnWithTheConversationOfTheFirst() {
        var before = model.requests().size();
        var first = new CountDownLatch(1);
        model.play(
                runs("echo the clue is %s".formatted(SECRET)),
                writes("app.txt", "it still fails\n", 10),
                says("Made it work."),
                held(first, writes("app.txt", "it works\n", 10)),
                says("Now it does."));
        var place = world.broken();

        var job = place.fix("ada", place.issue("Login fails"), "");

        all.awaitRequests(before + 4);
        assertThat(world.all(kept(job)))
                .singleElement()
                .asString()
                .contains("the clue is ", "Made it work.")
                .doesNotContain(SECRET);
        first.countDown();
        world.awaitCompleted(job);
        var messages = all.messages(before + 3);
        assertThat(messages).hasSize(7);
        assertThat(messages.path(0)).isEqualTo(without(all.messages(before).path(0)));
        assertThat(messages.toString())
                .contains("the clue is ", "Made it work.")
                .doesNotContain(SECRET);
        assertThat(messages.path(6).toString())
                .contains("This is round 2", "not accepted", "grep -q works app.txt")
                .doesNotContain("You are to change the repository");
        assertThat(world.events(job, JobEvent.AgentNote.class))
                .anySatisfy(it -> assertThat(it.text()).contains("round before goes on"));
        assertThat(world.all(kept(job))).as("it is gone with the job").isEmpty();
    }

    @Test
    void whatIsGoneIsNoObstacleTheSecondRoundBeginsAnew() {
        var before = model.requests().size();
        var said = new CountDownLatch(1);
        model.play(
                writes("app.txt", "it still fails\n", 10),
                says("Made it work."),
                writes("app.txt", "it works\n", 10),
                held(said, says("Now it does.")));
        world.sql(
                "create or replace function lose_conversation() returns trigger language plpgsql as 'begin return null; end'");
        world.sql(
                "create trigger lose before insert on conversations for each row execute function lose_conversation()");
        var place = world.broken();
        try {
            var job = place.fix("ada", place.issue("Login fails"), "");
            said.countDown();

            world.awaitCompleted(job);
            var messages = all.messages(before + 2);
            assertThat(messages).hasSize(1);
            assertThat(messages.toString())
                    .contains("You are to change the repository", "This is round 2")
                    .doesNotContain("Made it work.");
        } finally {
            world.sql("drop trigger lose on conversations");
        }
    }

    private static String kept(JobId job) {
        return "select body from conversations where job = '%s'".formatted(job);
    }

    /** Without the mark for the cache, which wanders to the newest message. */
    private static JsonNode without(JsonNode message) {
        var copy = message.deepCopy();
        copy.path("content").forEach(it -> ((ObjectNode) it).remove("cache_control"));
        return copy;
    }
}
